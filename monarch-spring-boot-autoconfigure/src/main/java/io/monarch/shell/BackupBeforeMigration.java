package io.monarch.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.monarch.backup.BackupResult;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.safety.Approval;
import io.monarch.safety.Confirmation;
import io.monarch.safety.DestructiveAction;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * A backup that is made just before migrations run, and the way back to it. It is never
 * restored without a question, since that loses what others have written since.
 */
final class BackupBeforeMigration {

	private final Services services;

	private final Environment environment;

	private final BackupResult backup;

	private BackupBeforeMigration(Services services, Environment environment, BackupResult backup) {
		this.services = services;
		this.environment = environment;
		this.backup = backup;
	}

	/**
	 * Back an environment up.
	 * @throws MonarchException if that fails; then no migration may run
	 */
	static BackupBeforeMigration make(Services services, Environment environment, TransferListener listener) {
		try {
			BackupResult backup = services.backupCreator()
				.get()
				.create(environment, EnvironmentReader.EVERYTHING, null, null, true, listener);
			return new BackupBeforeMigration(services, environment, backup);
		}
		catch (MonarchException ex) {
			throw new MonarchException(ex.kind(), String.valueOf(ex.getMessage()),
					ex.action() + " No migration was run on environment '" + environment.name() + "'.", ex);
		}
	}

	String name() {
		return this.backup.name();
	}

	/**
	 * Return how to get back to the state before the migrations.
	 */
	String wayBack() {
		return "To undo the migrations, run 'monarch restore " + name() + ":" + this.environment.name()
				+ ((this.backup.transfer().documents() == 0) ? " --allow-empty" : "")
				+ "'. Everything written to the database since " + this.backup.createdAt() + " is then lost.";
	}

	/**
	 * Offer at a terminal to restore it after a migration failed.
	 * @param proof the name that was given as proof that the environment is meant, or
	 * {@code null}
	 * @return whether it was restored
	 */
	boolean offer(Guards guards, @Nullable String proof, Session session) {
		List<String> lost = new ArrayList<>(Transfers.lost(this.environment, session));
		lost.add("everything written to it since the backup (" + Sizes.time(this.backup.createdAt(), Instant.now())
				+ "), including by applications");
		Approval approval;
		try {
			approval = guards.of(session)
				.approve(
						new DestructiveAction(this.environment,
								"Restore backup " + name() + ", made before the migrations", lost),
						new Confirmation(false, proof));
		}
		catch (MonarchException ex) {
			if (ex.kind() == Kind.REFUSED) {
				return false;
			}
			throw ex;
		}
		try (TransferProgress progress = new TransferProgress(session, "Opening backup " + name())) {
			var unused = this.services.backupRestorer()
				.get()
				.restore(name(), this.environment, Set.of(), approval,
						new ReplacementOptions(false, true, false, false), progress);
		}
		return true;
	}

}
