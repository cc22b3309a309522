package io.monarch.backup;

import io.monarch.backup.archive.BackupSummary;
import io.monarch.transfer.SourceSize;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds, as far as that is known before all of it is read.
 *
 * @param name its name
 * @param size how much of it is selected
 * @param summary what it says of itself, or {@code null} where its form says nothing
 */
public record BackupContents(String name, SourceSize size, @Nullable BackupSummary summary) {

}
