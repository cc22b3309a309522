package io.monarch.backup;

import java.util.Set;

import io.monarch.backup.archive.ArchiveSource;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.safety.Approval;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferObserver;
import io.monarch.transfer.TransferResult;
import org.jspecify.annotations.Nullable;

/**
 * Restores backups.
 */
public final class BackupRestorer {

	private final Backups backups;

	private final DatabaseReplacement replacement;

	private final TransferObserver observer;

	/**
	 * Create a restorer.
	 * @param backups finds backups
	 * @param replacement replaces databases
	 */
	public BackupRestorer(Backups backups, DatabaseReplacement replacement) {
		this(backups, replacement, TransferObserver.NONE);
	}

	/**
	 * Create a restorer that is observed.
	 * @param backups finds backups
	 * @param replacement replaces databases
	 * @param observer surrounds each restore
	 */
	public BackupRestorer(Backups backups, DatabaseReplacement replacement, TransferObserver observer) {
		this.backups = backups;
		this.replacement = replacement;
		this.observer = observer;
	}

	/**
	 * Restore a backup.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param target the environment whose database is replaced
	 * @param only the names of the collections to restore, beside which the others stay
	 * as they are, or none to replace the whole database
	 * @param approval that this was approved
	 * @param options how it is replaced
	 * @param listener is told how it goes on
	 * @return what was restored
	 * @throws MonarchException if it is not restored; the target is unchanged then,
	 * unless that was to be done in place
	 */
	public TransferResult restore(String backup, Environment target, Set<String> only, Approval approval,
			ReplacementOptions options, TransferListener listener) {
		return restore(backup, null, target, only, approval, options, listener);
	}

	/**
	 * Restore a database of a backup.
	 * @param backup the name of a backup, or the path of one or of a dump
	 * @param database the name of the database in it, or {@code null} for the only one
	 * @param target the environment whose database is replaced
	 * @param only the names of the collections to restore, beside which the others stay
	 * as they are, or none to replace the whole database
	 * @param approval that this was approved
	 * @param options how it is replaced
	 * @param listener is told how it goes on
	 * @return what was restored
	 * @throws MonarchException if it is not restored; the target is unchanged then,
	 * unless that was to be done in place
	 */
	public TransferResult restore(String backup, @Nullable String database, Environment target, Set<String> only,
			Approval approval, ReplacementOptions options, TransferListener listener) {
		return this.observer.observe(TransferObserver.Operation.RESTORE, target,
				() -> replace(backup, database, target, only, approval, options, listener), (result) -> result);
	}

	private TransferResult replace(String backup, @Nullable String database, Environment target, Set<String> only,
			Approval approval, ReplacementOptions options, TransferListener listener) {
		if (options.inPlace()) {
			requireGood(backup, database, only, options.allowEmpty());
		}
		DatabaseReplacement.Scope scope = only.isEmpty() ? DatabaseReplacement.Scope.DATABASE
				: DatabaseReplacement.Scope.COLLECTIONS;
		return this.replacement.replace(target, approval, "backup '" + backup + "'", options, scope, listener,
				(lease) -> {
					ArchiveSource source = this.backups.open(backup, database);
					source.notices().forEach(listener::warned);
					return only.isEmpty() ? source : source.only(only);
				});
	}

	/**
	 * What is restored in place cannot be taken back, so all of it is read before.
	 */
	private void requireGood(String backup, @Nullable String database, Set<String> only, boolean allowEmpty) {
		Verification verification = this.backups.verify(backup, database, only, allowEmpty, new TransferListener() {
		});
		if (!verification.isGood()) {
			throw new MonarchException(Kind.BAD_INPUT, verification.problems().get(0),
					"Nothing was changed. Use another backup.");
		}
	}

}
