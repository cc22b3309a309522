package io.monarch.backup;

import java.util.Set;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.safety.Approval;
import io.monarch.transfer.DatabaseReplacement;
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
				return backup.source();
			});
		}, (result) -> result);
	}

}
