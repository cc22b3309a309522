package io.monarch.backup;

import io.monarch.transfer.TransferResult;

/**
 * A backup that was made.
 *
 * @param name its name
 * @param size its bytes
 * @param transfer what is in it
 */
public record BackupResult(String name, long size, TransferResult transfer) {

}
