package io.monarch.migration;

import java.util.List;

import io.monarch.batch.BatchSettings;
import io.monarch.lock.EnvironmentLocks;

/**
 * The settings for running migrations.
 *
 * @param locks the locks of the environments
 * @param outOfOrder the handling of a new migration older than the last one applied
 * @param transactions the handling of a server without transactions
 * @param foreignHistory the handling of another history with this application's
 * migrations
 * @param foreignHistoryFrom the histories of other tools that belong to this application,
 * if there are several
 * @param application the application, as recorded in the history
 * @param batches what the operator sets for all batch migrations
 */
public record MigrationSettings(EnvironmentLocks locks, OutOfOrder outOfOrder, Transactions transactions,
		ForeignHistory foreignHistory, List<HistoryImportRequest> foreignHistoryFrom, MigratingApplication application,
		BatchSettings batches) {

	public MigrationSettings {
		foreignHistoryFrom = List.copyOf(foreignHistoryFrom);
	}

	/**
	 * Create settings that leave batch migrations as they are.
	 * @param locks the locks
	 * @param outOfOrder the handling of new migrations that are out of order
	 * @param transactions the handling of servers without transactions
	 * @param foreignHistory the handling of another history
	 * @param foreignHistoryFrom the histories of other tools
	 * @param application the application
	 */
	public MigrationSettings(EnvironmentLocks locks, OutOfOrder outOfOrder, Transactions transactions,
			ForeignHistory foreignHistory, List<HistoryImportRequest> foreignHistoryFrom,
			MigratingApplication application) {
		this(locks, outOfOrder, transactions, foreignHistory, foreignHistoryFrom, application, BatchSettings.NONE);
	}

	/**
	 * Create settings that name no history of another tool.
	 * @param locks the locks
	 * @param outOfOrder the handling of new migrations that are out of order
	 * @param transactions the handling of servers without transactions
	 * @param foreignHistory the handling of another history
	 * @param application the application
	 */
	public MigrationSettings(EnvironmentLocks locks, OutOfOrder outOfOrder, Transactions transactions,
			ForeignHistory foreignHistory, MigratingApplication application) {
		this(locks, outOfOrder, transactions, foreignHistory, List.of(), application);
	}

}
