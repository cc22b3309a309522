/**
 * What is inside of a backup: Monarch's own form, and those of mongodump and the Python
 * monarch.
 */
@NullMarked
package io.monarch.backup.archive;

import org.jspecify.annotations.NullMarked;
