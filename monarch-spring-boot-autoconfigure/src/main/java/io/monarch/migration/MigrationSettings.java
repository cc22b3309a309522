package io.monarch.migration;

import io.monarch.environment.LockSettings;
import org.jspecify.annotations.Nullable;

/**
 * How migrations are run.
 *
 * @param lock how the lock is held and waited for
 * @param outOfOrder what to do with a new migration older than the last one applied
 * @param transactions what to do where a server has no transactions
 * @param applicationVersion the version of the application to record, or {@code null}
 */
public record MigrationSettings(LockSettings lock, OutOfOrder outOfOrder, Transactions transactions,
		@Nullable String applicationVersion) {

}
