package io.monarch.backup;

import java.util.Set;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.safety.Approval;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.DatabaseSize;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.ReplacementRequest;
import io.monarch.transfer.ReplacementRequest.Scope;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferObserver;
import io.monarch.transfer.TransferResult;

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
	 * Create a restorer with an observer.
	 * @param backups finds backups
	 * @param replacement replaces databases
	 * @param observer observes each restore
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
	 * @param only the names of the collections to restore while others are not changed,
	 * or none to replace the whole database
	 * @param approval the approval
	 * @param options the options
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MonarchException if it is not restored; the target is then unchanged,
	 * unless the replacement was in place
	 */
	public TransferResult restore(String backup, Environment target, Set<String> only, Approval approval,
			ReplacementOptions options, TransferListener listener) {
		try (OpenBackup opened = this.backups.open(backup, null, only)) {
			return restore(opened, target, approval, options, listener);
		}
	}

	/**
	 * Restore an open backup into a database that does not exist yet.
	 * @param backup the backup, or some collections of one. It is closed afterwards.
	 * @param target the environment of the new database
	 * @param approval the approval
	 * @param options the options, which must not be in place
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MonarchException if it is not restored, or the database has collections
	 */
	public TransferResult restoreIntoNew(OpenBackup backup, Environment target, Approval approval,
			ReplacementOptions options, TransferListener listener) {
		requireNew(target);
		ReplacementRequest request = new ReplacementRequest(target, approval, Scope.COLLECTIONS,
				"backup '" + backup.name() + "'", options, listener);
		return this.observer.observe(TransferObserver.Operation.RESTORE, target,
				() -> this.replacement.replace(request, (lease) -> {
					requireNew(target); // now that no other process can create it
					backup.source().notices().forEach(listener::warned);
					return backup.restorable();
				}), (result) -> result);
	}

	/**
	 * Require that a database does not exist. One with nothing but the remains of an
	 * interrupted restore does not.
	 * @param target the environment of the database
	 * @throws MonarchException if it has collections
	 */
	public static void requireNew(Environment target) {
		DatabaseSize size = DatabaseSize.of(target);
		if (size.collections() > 0) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Database '" + target.database() + "' already exists on the server of environment '" + target.name()
							+ "': it has " + size.collections() + " collections.",
					"Nothing was changed. Choose another name for --into-new, or drop that database.");
		}
	}

	/**
	 * Restore an open backup.
	 * @param backup the backup, or some collections of one, while others are not changed.
	 * It is closed afterwards.
	 * @param target the environment whose database is replaced
	 * @param approval the approval
	 * @param options the options
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MonarchException if it is not restored; the target is then unchanged,
	 * unless the replacement was in place
	 */
	public TransferResult restore(OpenBackup backup, Environment target, Approval approval, ReplacementOptions options,
			TransferListener listener) {
		ReplacementRequest request = new ReplacementRequest(target, approval,
				backup.isComplete() ? Scope.DATABASE : Scope.COLLECTIONS, "backup '" + backup.name() + "'", options,
				listener);
		return this.observer.observe(TransferObserver.Operation.RESTORE, target, () -> {
			if (options.inPlace()) {
				backup.requireVerified(options.allowEmpty());
			}
			return this.replacement.replace(request, (lease) -> {
				backup.source().notices().forEach(listener::warned);
				return backup.restorable();
			});
		}, (result) -> result);
	}

}
