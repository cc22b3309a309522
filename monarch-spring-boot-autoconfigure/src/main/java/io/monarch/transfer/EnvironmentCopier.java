package io.monarch.transfer;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.Selector;
import io.monarch.safety.Approval;
import io.monarch.transfer.ReplacementRequest.Scope;

/**
 * Replaces the database of one environment with a copy of another.
 */
public final class EnvironmentCopier {

	private final DatabaseReplacement replacement;

	private final TransferObserver observer;

	public EnvironmentCopier(DatabaseReplacement replacement) {
		this(replacement, TransferObserver.NONE);
	}

	/**
	 * Create a copier with an observer.
	 * @param replacement replaces databases
	 * @param observer observes each copy
	 */
	public EnvironmentCopier(DatabaseReplacement replacement, TransferObserver observer) {
		this.replacement = replacement;
		this.observer = observer;
	}

	/**
	 * Check that two environments are not the same database.
	 * @param from the environment to read
	 * @param to the environment to replace
	 * @throws MonarchException if they are the same
	 */
	public void requireDifferent(Environment from, Environment to) {
		if (isSameDatabase(from, to)) {
			throw same(from, to);
		}
	}

	/**
	 * Tell whether two environments are the same database, as far as their servers say.
	 * @param one an environment
	 * @param other another environment
	 * @return whether they are the same database
	 */
	public static boolean isSameDatabase(Environment one, Environment other) {
		return one == other || (one.database().equals(other.database()) && isSameServer(one, other));
	}

	private static boolean isSameServer(Environment from, Environment to) {
		Object process = Servers.process(from);
		return process != null && process.equals(Servers.process(to));
	}

	/**
	 * Copy a database.
	 * @param from the environment to read
	 * @param to the environment to replace
	 * @param selector selects the data to copy
	 * @param approval the approval of the replacement
	 * @param options the options
	 * @param listener notified of the progress
	 * @return the result
	 * @throws MonarchException if it is not copied; the target is then unchanged, unless
	 * the replacement was in place
	 */
	public TransferResult copy(Environment from, Environment to, Selector selector, Approval approval,
			ReplacementOptions options, TransferListener listener) {
		ReplacementRequest request = new ReplacementRequest(to, approval, Scope.DATABASE,
				"environment '" + from.name() + "'", options, listener);
		return this.observer.observe(TransferObserver.Operation.COPY, to, () -> {
			requireDifferent(from, to);
			return this.replacement.replace(request, (lease) -> {
				// The final check: a lock that is held on both sides is the same lock.
				if (Retry.atFirst(from).call(() -> lease.isHeldIn(from))) {
					throw same(from, to);
				}
				return MongoSource.open(from, selector, listener);
			});
		}, (result) -> result);
	}

	private static MonarchException same(Environment from, Environment to) {
		return new MonarchException(Kind.BAD_INPUT,
				"Environments " + from.description() + " and " + to.description() + " are the same database.",
				"Name another source or another target.");
	}

}
