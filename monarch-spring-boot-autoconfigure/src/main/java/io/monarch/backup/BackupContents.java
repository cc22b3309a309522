package io.monarch.backup;

import io.monarch.backup.archive.BackupSummary;
import io.monarch.transfer.SourceSize;
import org.jspecify.annotations.Nullable;

/**
 * The contents of a backup, as far as they are known before all of it is read.
 *
 * @param name its name
 * @param size the size of the selected part
 * @param summary its summary, or {@code null} if its format has none
 */
public record BackupContents(String name, SourceSize size, @Nullable BackupSummary summary) {

}
