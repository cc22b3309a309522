package io.monarch.backup;

import io.monarch.backup.archive.BackupOwner;
import org.jspecify.annotations.Nullable;

/**
 * A series of backups that can replace each other.
 *
 * @param environment the name of the environment, if it is recorded
 * @param database the name of the database, if it is recorded
 * @param querySet the name of the query set, if there is one
 * @param owner the application and its hosts, if they are recorded
 */
record BackupSeries(@Nullable String environment, @Nullable String database, @Nullable String querySet,
		@Nullable BackupOwner owner) {

	static BackupSeries of(BackupEntry entry) {
		return new BackupSeries(entry.environment(), entry.database(), entry.querySet(), entry.owner());
	}

}
