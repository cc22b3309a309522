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
import org.jspecify.annotations.Nullable;

/**
 * Replaces the database of an environment with the data of a source, under the
 * environment's lock: all of it or nothing.
 */
public final class DatabaseReplacement {

	private final EnvironmentLocks locks;

	public DatabaseReplacement(EnvironmentLocks locks) {
		this.locks = locks;
	}

	/**
	 * Replace a database.
	 * @param request the replacement
	 * @param opener opens the source when the lock is held
	 * @return the result
	 * @throws MonarchException if the database is not replaced; it is then unchanged,
	 * unless the replacement was in place
	 */
	public TransferResult replace(ReplacementRequest request, SourceOpener opener) {
		Environment target = request.target();
		request.approval().require(target);
		long start = System.nanoTime();
		try (Lease lease = this.locks.of(target)
			.acquireUnrecovered((holder) -> request.listener().waiting(target, holder))) {
			try {
				return replaceLocked(request, opener, lease, start);
			}
			catch (InterruptedSwapException | IncompleteException ex) {
				// The state of the database is more informative than the loss of the
				// lock.
				throw ex;
			}
			catch (InterruptedException | RuntimeException ex) {
				throw cancelledOr(lease.explain(ex), "Environment '" + target.name() + "' is unchanged.");
			}
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(target, ex);
		}
	}

	private static TransferResult replaceLocked(ReplacementRequest request, SourceOpener opener, Lease lease,
			long start) throws InterruptedException {
		Environment target = request.target();
		TransferListener listener = request.listener();
		listener.locked();
		if (request.isOfDatabase()) {
			SwapRecovery.recoverIfPossible(target, lease, listener);
		}
		try (CollectionSource source = planned(request, opener.open(lease))) {
			Set<String> only = request.isOfDatabase() ? null : names(source);
			if (only != null) {
				SwapRecovery.recover(target, lease, only);
			}
			if (!request.options().ignoreFreeSpace()) {
				FreeSpace.require(target, source, request.options().inPlace(), only, listener);
			}
			try (ReplacementTarget sink = open(request, lease, source, only)) {
				List<CollectionSummary> collections = load(source, sink, listener);
				return new TransferResult(collections, source.inconsistent(),
						Duration.ofNanos(System.nanoTime() - start), source.masked());
			}
		}
	}

	/**
	 * Refuse an empty source, and add the shard keys of the target to its collections.
	 */
	private static CollectionSource planned(ReplacementRequest request, CollectionSource source)
			throws InterruptedException {
		try {
			if (!request.options().allowEmpty()) {
				refuseEmpty(request, source);
			}
			return new PlannedSource(source, Sharding.plan(request.target(), source.collections(),
					request.options().unsharded(), request.listener()));
		}
		catch (RuntimeException | InterruptedException ex) {
			source.close();
			throw ex;
		}
	}

	private static void refuseEmpty(ReplacementRequest request, CollectionSource source) throws InterruptedException {
		if (request.isOfDatabase()) {
			EmptySource.refuse(source, (source instanceof MongoSource database)
					? "environment " + database.environment().description() : request.from());
		}
		else {
			EmptySource.refuseNamed(source, request.from());
		}
	}

	/**
	 * Open the target, which tries everything that the replacement will do.
	 */
	private static ReplacementTarget open(ReplacementRequest request, Lease lease, CollectionSource source,
			@Nullable Set<String> only) throws InterruptedException {
		return request.options().inPlace() ? InPlaceTarget.open(request.target(), lease, request.from(), source, only)
				: StagedTarget.open(request.target(), lease, request.from(), source, only);
	}

	private static List<CollectionSummary> load(CollectionSource source, ReplacementTarget sink,
			TransferListener listener) throws InterruptedException {
		sink.begin();
		try {
			List<CollectionSummary> collections = Transfer.run(source, sink, listener);
			listener.swapping();
			sink.complete(source.inconsistent());
			return collections;
		}
		catch (RuntimeException | InterruptedException ex) {
			Exception reason = sink.explain(ex);
			if (reason instanceof RuntimeException known) {
				throw known;
			}
			throw ex;
		}
	}

	private static Set<String> names(CollectionSource source) {
		return source.collections().stream().map(CollectionDefinition::name).collect(Collectors.toSet());
	}

	/**
	 * Drop a database, with everything in it.
	 * @param target the environment whose database is dropped
	 * @param approval the approval
	 * @param listener notified of the progress
	 */
	public void drop(Environment target, Approval approval, TransferListener listener) {
		approval.require(target);
		try (Lease lease = this.locks.of(target).acquireUnrecovered((holder) -> listener.waiting(target, holder))) {
			lease.stopRenewing();
			target.mongoDatabase().withWriteConcern(WriteConcern.MAJORITY).drop();
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(target, ex);
		}
	}

	/**
	 * Return the exception to throw for a failure, which may be an interruption, possibly
	 * in the driver.
	 */
	static RuntimeException cancelledOr(Exception failure, String state) {
		if (failure instanceof RuntimeException known && !(known instanceof MongoInterruptedException)
				&& !(known.getCause() instanceof MongoInterruptedException)) {
			return known;
		}
		return Interruption.cancelled(state, failure);
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
