package io.monarch.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.monarch.environment.CleanLog;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.lock.Lease;
import io.monarch.lock.LockLostException;
import io.monarch.lock.LockRecord;
import io.monarch.lock.Recovery;
import io.monarch.transfer.ReplacementRecord.Replacement;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Recovers a database after an interrupted replacement: a committed swap is completed,
 * and uncommitted data is dropped.
 */
public final class SwapRecovery implements Recovery {

	private static final CleanLog logger = CleanLog.of(SwapRecovery.class);

	private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

	private static final long PAUSE_MILLIS = 250;

	/** The time during which a message of a paused process may still arrive. */
	private static final Duration LATE = Duration.ofDays(7);

	@Override
	public boolean isNeeded(Environment environment) {
		return ReplacementRecord.read(environment.mongoDatabase()).current() != null;
	}

	@Override
	public boolean isNeeded(BsonDocument lock) {
		return ReplacementRecord.of(lock).current() != null;
	}

	/**
	 * Recover before work that requires a complete database.
	 */
	@Override
	public void recover(Environment environment, Lease lease) throws InterruptedException {
		recover(environment, lease, Set.of());
	}

	/**
	 * Recover before some collections are replaced.
	 * @param replaced their names, which have to include those of an interrupted
	 * replacement in place
	 */
	static void recover(Environment environment, Lease lease, Set<String> replaced) throws InterruptedException {
		try {
			Replacement left = completeSwap(environment, lease);
			if (left != null && !left.isWithin(replaced)) {
				throw incomplete(environment, left);
			}
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	/**
	 * Recover if possible before the whole database is replaced: a swap that the server
	 * does not allow to complete is then superseded.
	 */
	static void recoverIfPossible(Environment environment, Lease lease, TransferListener listener)
			throws InterruptedException {
		try {
			Replacement unused = completeSwap(environment, lease);
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
		catch (SwapRefusedException | MalformedPlanException ex) {
			listener.warned(ex.getMessage() + " This replaces all of it");
		}
	}

	/**
	 * Complete a committed swap, if there is one.
	 * @return the interrupted replacement in place, which only another replacement
	 * completes
	 */
	private static @Nullable Replacement completeSwap(Environment environment, Lease lease)
			throws InterruptedException {
		MongoDatabase database = majority(environment);
		ReplacementRecord record = ReplacementRecord.read(database);
		// Read before the lock is checked, so that runs that begin after its loss are not
		// among them.
		List<String> names = names(database);
		lease.ensureHeld();
		Replacement current = record.current();
		if (current == null || current.inPlace()) {
			cleanUp(database, lease, record, names);
			return current;
		}
		try {
			new Swap(environment, lease, new SwapPlan(database, current.run()).steps(environment, current),
					current.filled())
				.run();
		}
		catch (SwapRefusedException | MalformedPlanException ex) {
			cleanUp(database, lease, record, names);
			throw ex;
		}
		end(environment, lease);
		logger.info("Completed an interrupted swap: " + current.source() + " is in place in environment "
				+ environment.description());
		return null;
	}

	/**
	 * Record that a replacement is complete or abandoned, and drop the remains of this
	 * and earlier ones.
	 */
	static void end(Environment environment, Lease lease) {
		end(environment, lease, Updates.combine());
	}

	/**
	 * Record that a replacement is complete or abandoned, and drop the remains of this
	 * and earlier ones.
	 * @param origin the update of the origins in the same write
	 */
	static void end(Environment environment, Lease lease, Bson origin) {
		ReplacementRecord.end(lease, origin);
		try {
			MongoDatabase database = majority(environment);
			ReplacementRecord record = ReplacementRecord.read(database);
			List<String> names = names(database);
			lease.ensureHeld();
			cleanUp(database, lease, record, names);
		}
		catch (MongoException | LockLostException ex) {
			// The database is complete, and the next holder of the lock drops the rest.
		}
	}

	/**
	 * Drop the remains of runs that are not committed.
	 */
	private static void cleanUp(MongoDatabase database, Lease lease, ReplacementRecord record, List<String> names) {
		Set<String> runs = record.runs();
		Replacement current = record.current();
		if (runs == null || runs.isEmpty()) {
			return;
		}
		List<String> over = runs.stream().filter((run) -> current == null || !run.equals(current.run())).toList();
		over.forEach((run) -> drop(database, names, run));
		Instant late = Instant.now().minus(LATE);
		List<String> forgotten = over.stream()
			.filter((run) -> !ObjectId.isValid(run) || new ObjectId(run).getDate().toInstant().isBefore(late))
			.toList();
		if (!forgotten.isEmpty()) {
			ReplacementRecord.unregister(lease, forgotten);
		}
	}

	/**
	 * Drop the uncommitted collections of a run. The next holder of the lock drops any
	 * that cannot be dropped now: an unreachable server is reported anyway.
	 */
	static void dropIfPossible(MongoDatabase database, String run) {
		try (Interruption deferred = Interruption.defer()) {
			drop(database, run);
		}
		catch (MongoException ex) {
			// as above
		}
	}

	/**
	 * Drop the collections of a run: the staging collections first, the plan last.
	 */
	private static void drop(MongoDatabase database, String run) {
		drop(database, names(database), run);
	}

	private static void drop(MongoDatabase database, List<String> names, String run) {
		List<String> made = names.stream()
			.map(CollectionDefinition::nameOfStored) // of a time series there may be the
														// buckets alone
			.filter((name) -> run.equals(Staging.runOf(name)))
			.distinct()
			.sorted(Comparator.comparing(Staging::isPlan))
			.toList();
		// Before a preflight drops its last collection, it has deleted its function.
		boolean staged = made.stream().anyMatch((name) -> !Staging.isPlan(name));
		if (staged && names.contains(Catalogue.FUNCTIONS)) {
			new FunctionsReplacement(database).deleteTried(run);
		}
		made.forEach(new CollectionOperations(database)::drop);
	}

	private static List<String> names(MongoDatabase database) {
		return database.listCollectionNames().into(new ArrayList<>());
	}

	private static MongoDatabase majority(Environment environment) {
		return environment.mongoDatabase()
			.withReadPreference(ReadPreference.primary())
			.withWriteConcern(WriteConcern.MAJORITY);
	}

	private static MonarchException incomplete(Environment environment, Replacement inPlace) {
		String what = (inPlace.collections() != null) ? String.join(", ", new TreeSet<>(inPlace.collections())) : "it";
		return new MonarchException(Kind.FAILED,
				"The database of environment " + environment.description() + " is incomplete: replacing " + what
						+ " in place from " + inPlace.source() + " was interrupted or is still running.",
				"Run that again, or replace the database with another copy or backup.");
	}

	/**
	 * Wait for a swap in progress, which takes a moment.
	 * @throws MonarchException if no process performs it, or it takes longer
	 */
	static void await(Environment environment) throws InterruptedException {
		Retry retry = Retry.atFirst(environment);
		long start = System.nanoTime();
		for (Replacement current = current(environment, retry); current != null; current = current(environment,
				retry)) {
			if (current.inPlace()) {
				throw incomplete(environment, current);
			}
			boolean live = retry.call(() -> LockRecord.isHeld(environment));
			// It may have succeeded between the two reads.
			boolean over = !live && current(environment, retry) == null;
			if (!over && (!live || System.nanoTime() - start > PATIENCE_NANOS)) {
				throw new MonarchException(Kind.FAILED,
						"The database of environment " + environment.description()
								+ " is partly the old one and partly a new one: replacing it "
								+ (live ? "is still running." : "was interrupted."),
						live ? "Run this again when it is done." : "Run 'monarch recover " + environment.name()
								+ "', which completes it, then run this again.");
			}
			Thread.sleep(PAUSE_MILLIS);
		}
	}

	private static @Nullable Replacement current(Environment environment, Retry retry) throws InterruptedException {
		return retry
			.<Optional<Replacement>>call(
					() -> Optional.ofNullable(ReplacementRecord.read(environment.mongoDatabase()).current()))
			.orElse(null);
	}

}
