package io.monarch.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The fact that a backup was restored into a temporary database, and that this database
 * had exactly the content of the backup.
 *
 * @param provenAt the time at which that was known
 * @param environment the name of the environment on whose server the database was
 * @param hosts the hosts of this environment
 * @param server the server, such as {@code MongoDB 6.0.5, replica set rs0}
 * @param duration the duration, from opening the backup to dropping the database
 * @param collections the number of collections and views
 * @param documents the number of stored documents
 * @param by the user, as {@code user@host}
 */
public record Proof(Instant provenAt, String environment, List<String> hosts, String server, Duration duration,
		int collections, long documents, String by) {

	/**
	 * Copy the list.
	 */
	public Proof {
		hosts = List.copyOf(hosts);
	}

}
