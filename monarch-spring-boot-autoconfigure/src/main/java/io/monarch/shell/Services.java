package io.monarch.shell;

import java.util.function.Supplier;

import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.Migrations;
import io.monarch.queryset.QuerySets;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.ReplacementRecovery;

/**
 * What the commands work with. Each is only made for a command that needs it, since that
 * takes a valid configuration.
 *
 * @param environments gives the environments
 * @param locks gives the locks of the environments
 * @param migrations gives the migrations of the application
 * @param migrationRunner gives what runs migrations
 * @param tasks gives how to work on several environments
 * @param replacement gives what replaces databases
 * @param recovery gives what recovers databases
 * @param copier gives what copies databases
 * @param querySets gives the query sets
 * @param backups gives the backups that there are
 * @param backupCreator gives what makes backups
 * @param backupRestorer gives what restores backups
 */
public record Services(Supplier<Environments> environments, Supplier<EnvironmentLocks> locks,
		Supplier<Migrations> migrations, Supplier<MigrationRunner> migrationRunner, Supplier<EnvironmentTasks> tasks,
		Supplier<DatabaseReplacement> replacement, Supplier<ReplacementRecovery> recovery,
		Supplier<EnvironmentCopier> copier, Supplier<QuerySets> querySets, Supplier<Backups> backups,
		Supplier<BackupCreator> backupCreator, Supplier<BackupRestorer> backupRestorer) {

	/**
	 * Return these with other environments.
	 */
	Services with(Supplier<Environments> others) {
		return new Services(others, this.locks, this.migrations, this.migrationRunner, this.tasks, this.replacement,
				this.recovery, this.copier, this.querySets, this.backups, this.backupCreator, this.backupRestorer);
	}

}
