/**
 * The formats of backups: Monarch's own, and those of mongodump and the Python monarch.
 */
@NullMarked
package io.monarch.backup.archive;

import org.jspecify.annotations.NullMarked;
