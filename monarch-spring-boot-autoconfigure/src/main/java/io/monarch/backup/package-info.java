/**
 * Backups: create, restore, list, verify and prune.
 */
@NullMarked
package io.monarch.backup;

import org.jspecify.annotations.NullMarked;
