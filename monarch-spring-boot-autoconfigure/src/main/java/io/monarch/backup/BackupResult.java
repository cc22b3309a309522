package io.monarch.backup;

import java.time.Instant;

import io.monarch.transfer.TransferResult;

/**
 * A backup that was created.
 *
 * @param name its name
 * @param size its size in bytes
 * @param environment the name of its environment
 * @param database the name of its database
 * @param createdAt the time at which it began
 * @param transfer the result of the transfer
 */
public record BackupResult(String name, long size, String environment, String database, Instant createdAt,
		TransferResult transfer) {

}
