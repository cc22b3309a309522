package io.monarch.backup.archive;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a backup.
 *
 * @param environment the name of the environment
 * @param database the name of its database
 * @param querySet the name of the query set that selects a part of it, or {@code null}
 * @param server the version of its server
 * @param createdAt the current time
 * @param owner the application and the hosts, or {@code null} if they are not known, as
 * in backups of earlier versions
 */
public record BackupOrigin(String environment, String database, @Nullable String querySet, String server,
		Instant createdAt, @Nullable BackupOwner owner) {

	/**
	 * Create an origin without an owner.
	 * @param environment the name of the environment
	 * @param database the name of its database
	 * @param querySet the name of the query set that picks a part of it, or {@code null}
	 * @param server the version of its server
	 * @param createdAt now
	 */
	public BackupOrigin(String environment, String database, @Nullable String querySet, String server,
			Instant createdAt) {
		this(environment, database, querySet, server, createdAt, null);
	}

}
