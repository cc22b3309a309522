package io.monarch.migration;

import io.monarch.lock.EnvironmentLocks;

/**
 * How migrations are run.
 *
 * @param locks the locks of the environments
 * @param outOfOrder what to do with a new migration older than the last one applied
 * @param transactions what to do where a server has no transactions
 * @param foreignHistory what to do where another history has this application's
 * migrations
 * @param application the application, as the history names it
 */
public record MigrationSettings(EnvironmentLocks locks, OutOfOrder outOfOrder, Transactions transactions,
		ForeignHistory foreignHistory, MigratingApplication application) {

}
