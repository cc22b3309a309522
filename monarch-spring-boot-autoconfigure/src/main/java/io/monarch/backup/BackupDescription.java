package io.monarch.backup;

import java.time.Instant;
import java.util.List;

import io.monarch.backup.archive.BackupSummary;
import io.monarch.transfer.CollectionDefinition;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a backup tells about itself.
 *
 * @param name its name
 * @param format its format in words
 * @param size its size in bytes
 * @param summary its summary, or {@code null} if its format has none
 * @param server the version of the server from which it was read, or {@code null} if it
 * is not recorded
 * @param consistent whether everything in it was read at one point in time, as far as it
 * is recorded
 * @param masked the names of the collections with masked fields
 * @param hashed whether it has hashes of the content
 * @param counted whether the numbers of documents are recorded
 * @param collections its collections and views, in the order of their names
 * @param migrations the records of its histories of migrations
 * @param notices the omissions when it is restored, each as a sentence
 */
public record BackupDescription(String name, String format, long size, @Nullable BackupSummary summary,
		@Nullable String server, boolean consistent, List<String> masked, boolean hashed, boolean counted,
		List<CollectionDefinition> collections, List<Applied> migrations, List<String> notices) {

	/**
	 * Copy the lists.
	 */
	public BackupDescription {
		masked = List.copyOf(masked);
		collections = List.copyOf(collections);
		migrations = List.copyOf(migrations);
		notices = List.copyOf(notices);
	}

	/**
	 * A record of a migration.
	 *
	 * @param collection the name of the history
	 * @param id the id of the migration
	 * @param state its state
	 * @param finishedAt the time at which it ended, or {@code null}
	 */
	public record Applied(String collection, String id, String state, @Nullable Instant finishedAt) {

	}

}
