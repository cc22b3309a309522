package io.monarch.backup.archive;

import java.util.List;

/**
 * The owner of a backup. Environments of several applications can have the same name, and
 * so can their databases.
 *
 * @param application the name of the application, or an empty text
 * @param hosts the hosts of the environment, as configured
 */
public record BackupOwner(String application, List<String> hosts) {

	/**
	 * Copy the hosts, whose order is not significant.
	 */
	public BackupOwner {
		hosts = hosts.stream().sorted().toList();
	}

}
