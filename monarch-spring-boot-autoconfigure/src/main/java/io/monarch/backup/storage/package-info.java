/**
 * Stores of backups: a folder or S3.
 */
@NullMarked
package io.monarch.backup.storage;

import org.jspecify.annotations.NullMarked;
