package io.monarch.backup;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.monarch.backup.archive.BadBackupException;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.Operator;
import io.monarch.environment.ServerInfo;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.ContentHashes;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.PlannedSource;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.ReplacementRequest;
import io.monarch.transfer.ReplacementRequest.Scope;
import io.monarch.transfer.ScratchDatabase;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import org.jspecify.annotations.Nullable;

/**
 * Proves backups: restores one into a temporary database, compares this database with the
 * backup, and drops it.
 */
public final class BackupProver {

	private final Backups backups;

	private final DatabaseReplacement replacement;

	private final EnvironmentLocks locks;

	private final Clock clock;

	/**
	 * Create a prover.
	 * @param backups finds backups and records proofs
	 * @param replacement restores a backup
	 * @param locks the locks, with the durations of leases
	 * @param clock the clock for the time of a proof
	 */
	public BackupProver(Backups backups, DatabaseReplacement replacement, EnvironmentLocks locks, Clock clock) {
		this.backups = backups;
		this.replacement = replacement;
		this.locks = locks;
		this.clock = clock;
	}

	/**
	 * Prove a backup. The database of the environment itself is not touched.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @param server the environment on whose server the temporary database is created
	 * @param ignoreFreeSpace whether to try it even if the server reports too little free
	 * space
	 * @param listener notified of the progress of the restore
	 * @return the proof, or the problems of the backup
	 * @throws io.monarch.environment.MonarchException if that cannot be done; nothing is
	 * then recorded, and the temporary database is dropped now or by a later command
	 */
	public ProofResult prove(String backup, @Nullable String database, Environment server, boolean ignoreFreeSpace,
			TransferListener listener) {
		long start = System.nanoTime();
		StoredIdentity identity = this.backups.identity(backup);
		try {
			Compared compared = compare(backup, database, server, ignoreFreeSpace, listener);
			if (!compared.problems().isEmpty()) {
				return new ProofResult(backup, compared.problems(), null, false);
			}
			TransferResult restored = compared.restored();
			Proof proof = new Proof(this.clock.instant(), server.name(), server.hosts(),
					ServerInfo.describe(server.mongoDatabase()), Duration.ofNanos(System.nanoTime() - start),
					restored.collections().size(), restored.documents(), Operator.current());
			if (identity != null) {
				this.backups.record(backup, identity, proof);
			}
			return new ProofResult(backup, List.of(), proof, identity != null);
		}
		catch (BadBackupException ex) {
			return new ProofResult(backup, List.of(String.valueOf(ex.getMessage())), null, false);
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Backup '" + backup + "' was not proven. Run it again.", ex);
		}
	}

	private Compared compare(String backup, @Nullable String database, Environment server, boolean ignoreFreeSpace,
			TransferListener listener) throws InterruptedException {
		try (OpenBackup opened = this.backups.open(backup, database, Set.of())) {
			boolean own = opened.source().summary() != null; // then it may be empty
			var unused = opened.requireGood(own);
			opened.source().notices().forEach(listener::warned);
			try (ScratchDatabase scratch = ScratchDatabase.create(server, server, "proof", this.locks)) {
				ContentHashes read = new ContentHashes();
				TransferResult restored = this.replacement.replace(
						new ReplacementRequest(scratch.environment(), scratch.approval(), Scope.DATABASE,
								"backup '" + backup + "'", new ReplacementOptions(false, own, ignoreFreeSpace, true),
								listener),
						(lease) -> PlannedSource.of(opened.source(), CollectionDefinition::withoutAnyExpiry)
							.hashing(read));
				scratch.ensureHeld();
				List<String> problems = new RestoredDatabase(scratch.environment(), opened.source(), read).problems();
				scratch.ensureHeld();
				return new Compared(restored, problems);
			}
		}
	}

	/**
	 * The result of a comparison.
	 */
	private record Compared(TransferResult restored, List<String> problems) {

	}

}
