package io.monarch.backup.archive;

import java.time.Instant;

/**
 * What a backup is made of.
 *
 * @param environment the name of the environment
 * @param database the name of its database
 * @param server the version of its server
 * @param createdAt now
 */
public record BackupOrigin(String environment, String database, String server, Instant createdAt) {

}
