package io.monarch.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.WriteConcern;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.safety.Approval;

/**
 * Replaces the database of an environment by whatever a source holds, under the
 * environment's lock: all of it or nothing.
 */
public final class DatabaseReplacement {

	private final EnvironmentLocks locks;

	public DatabaseReplacement(EnvironmentLocks locks) {
		this.locks = locks;
	}

	/**
	 * Replace a database.
	 * @param target the environment whose database is replaced
	 * @param approval that this was approved
	 * @param from what the new data comes from, in words
	 * @param options how it is replaced
	 * @param scope what is replaced
	 * @param listener is told how it goes on
	 * @param opener opens the source, when the lock is held
	 * @return what was transferred
	 * @throws MonarchException if the database is not replaced; it is unchanged then,
	 * unless that was to be done in place
	 */
	public TransferResult replace(Environment target, Approval approval, String from, ReplacementOptions options,
			Scope scope, TransferListener listener, SourceOpener opener) {
		approval.require(target);
		long start = System.nanoTime();
		try (Lease lease = this.locks.of(target).acquireUnrecovered((holder) -> listener.waiting(target, holder))) {
			try {
				listener.locked();
				if (scope == Scope.DATABASE) {
					SwapRecovery.recoverIfPossible(target, lease, listener);
				}
				return replace(target, lease, from, options, scope, listener,
						(held) -> prepared(target, opener.open(held), from, options, scope, listener), start);
			}
			catch (UnsettledException | IncompleteException ex) {
				// What is known of the database says more than that the lock was lost.
				throw ex;
			}
			catch (InterruptedException | RuntimeException ex) {
				throw cancelledOr(lease.explain(ex), "Environment '" + target.name() + "' is as it was.");
			}
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(target, ex);
		}
	}

	/**
	 * Drop a database, with everything in it.
	 * @param target the environment whose database is dropped
	 * @param approval that this was approved
	 * @param listener is told how it goes on
	 */
	public void drop(Environment target, Approval approval, TransferListener listener) {
		approval.require(target);
		try (Lease lease = this.locks.of(target).acquireUnrecovered((holder) -> listener.waiting(target, holder))) {
			lease.ensureHeld();
			target.mongoDatabase().withWriteConcern(WriteConcern.MAJORITY).drop();
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(target, ex);
		}
	}

	private static TransferResult replace(Environment target, Lease lease, String from, ReplacementOptions options,
			Scope scope, TransferListener listener, SourceOpener opener, long start) throws InterruptedException {
		try (CollectionSource source = opener.open(lease)) {
			Set<String> only = (scope == Scope.COLLECTIONS) ? names(source) : null;
			if (only != null) {
				SwapRecovery.recover(target, lease, only);
			}
			if (!options.ignoreFreeSpace()) {
				FreeSpace.require(target, source, options.inPlace(), only, listener);
			}
			if (options.inPlace()) {
				InPlaceTarget sink = InPlaceTarget.open(target, lease, source, only);
				sink.begin(from);
				try {
					sink.dropOld();
					return transfer(source, sink, listener, start);
				}
				catch (RuntimeException | InterruptedException ex) {
					throw IncompleteException.of(target, from, lease, ex);
				}
			}
			try (StagedTarget sink = StagedTarget.open(target, lease, from, source, only)) {
				return transfer(source, sink, listener, start);
			}
		}
	}

	private static TransferResult transfer(CollectionSource source, CollectionSink sink, TransferListener listener,
			long start) throws InterruptedException {
		List<CollectionSummary> collections = Transfer.run(source, sink, listener);
		listener.swapping();
		sink.complete(source.inconsistent());
		return new TransferResult(collections, source.inconsistent(), Duration.ofNanos(System.nanoTime() - start),
				source.masked());
	}

	/**
	 * Refuse a source that holds nothing, and give its collections the shard keys of the
	 * target's.
	 */
	private static CollectionSource prepared(Environment target, CollectionSource source, String from,
			ReplacementOptions options, Scope scope, TransferListener listener) throws InterruptedException {
		try {
			if (!options.allowEmpty()) {
				refuseEmpty(source, from, scope);
			}
			return new PlannedSource(source,
					Sharding.plan(target, source.collections(), options.unsharded(), listener));
		}
		catch (RuntimeException | InterruptedException ex) {
			source.close();
			throw ex;
		}
	}

	private static void refuseEmpty(CollectionSource source, String from, Scope scope) throws InterruptedException {
		if (scope == Scope.DATABASE) {
			EmptySource.refuse(source, (source instanceof MongoSource database)
					? "environment " + database.environment().description() : from);
		}
		else {
			EmptySource.refuseNamed(source, from);
		}
	}

	private static Set<String> names(CollectionSource source) {
		return source.collections().stream().map(CollectionDefinition::name).collect(Collectors.toSet());
	}

	/**
	 * Return what to throw for a failure, which may be that the thread was interrupted,
	 * perhaps in the driver.
	 */
	static RuntimeException cancelledOr(Exception failure, String state) {
		if (failure instanceof RuntimeException known && !(known instanceof MongoInterruptedException)
				&& !(known.getCause() instanceof MongoInterruptedException)) {
			return known;
		}
		return Interruption.cancelled(state, failure);
	}

	/**
	 * What of a database is replaced.
	 */
	public enum Scope {

		/** All of it: what the source does not have is dropped. */
		DATABASE,

		/** The collections that the source has; the others stay as they are. */
		COLLECTIONS

	}

	/**
	 * Opens a source.
	 */
	@FunctionalInterface
	public interface SourceOpener {

		/**
		 * Open the source.
		 * @param lease the lock of the target
		 * @return the source
		 * @throws InterruptedException if that was cancelled
		 */
		CollectionSource open(Lease lease) throws InterruptedException;

	}

}
