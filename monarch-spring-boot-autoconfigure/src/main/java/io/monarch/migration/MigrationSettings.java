package io.monarch.migration;

import io.monarch.lock.EnvironmentLocks;

/**
 * The settings for running migrations.
 *
 * @param locks the locks of the environments
 * @param outOfOrder the handling of a new migration older than the last one applied
 * @param transactions the handling of a server without transactions
 * @param foreignHistory the handling of another history with this application's
 * migrations
 * @param application the application, as recorded in the history
 */
public record MigrationSettings(EnvironmentLocks locks, OutOfOrder outOfOrder, Transactions transactions,
		ForeignHistory foreignHistory, MigratingApplication application) {

}
