package io.monarch.shell;

import java.util.function.Supplier;

import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupProver;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.compare.DatabaseComparison;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.Migrations;
import io.monarch.queryset.QuerySets;
import io.monarch.rehearsal.Rehearsal;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.ReplacementRecovery;

/**
 * The services that commands use. Each is created only for a command that needs it, since
 * that requires a valid configuration.
 *
 * @param environments the environments
 * @param locks the locks of the environments
 * @param migrations the migrations of the application
 * @param migrationRunner runs migrations
 * @param tasks works on several environments
 * @param replacement replaces databases
 * @param recovery recovers databases
 * @param copier copies databases
 * @param querySets the query sets
 * @param backups the backups
 * @param backupCreator creates backups
 * @param backupRestorer restores backups
 * @param backupProver proves backups
 * @param comparison compares databases
 * @param rehearsal rehearses migrations
 */
public record Services(Supplier<Environments> environments, Supplier<EnvironmentLocks> locks,
		Supplier<Migrations> migrations, Supplier<MigrationRunner> migrationRunner, Supplier<EnvironmentTasks> tasks,
		Supplier<DatabaseReplacement> replacement, Supplier<ReplacementRecovery> recovery,
		Supplier<EnvironmentCopier> copier, Supplier<QuerySets> querySets, Supplier<Backups> backups,
		Supplier<BackupCreator> backupCreator, Supplier<BackupRestorer> backupRestorer,
		Supplier<BackupProver> backupProver, Supplier<DatabaseComparison> comparison, Supplier<Rehearsal> rehearsal) {

	/**
	 * Return these with other environments.
	 */
	Services with(Supplier<Environments> others) {
		return new Services(others, this.locks, this.migrations, this.migrationRunner, this.tasks, this.replacement,
				this.recovery, this.copier, this.querySets, this.backups, this.backupCreator, this.backupRestorer,
				this.backupProver, this.comparison, this.rehearsal);
	}

}
