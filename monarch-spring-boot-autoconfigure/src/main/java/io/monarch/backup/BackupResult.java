package io.monarch.backup;

import java.time.Instant;

import io.monarch.transfer.TransferResult;

/**
 * A backup that was made.
 *
 * @param name its name
 * @param size its bytes
 * @param environment the name of the environment that it is of
 * @param database the name of its database
 * @param createdAt when it was begun
 * @param transfer what is in it
 */
public record BackupResult(String name, long size, String environment, String database, Instant createdAt,
		TransferResult transfer) {

}
