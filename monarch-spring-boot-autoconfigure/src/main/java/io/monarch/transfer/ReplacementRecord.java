package io.monarch.transfer;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.monarch.lock.Lease;
import io.monarch.lock.LockRecord;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The part of a lock's record about replacements of its database. Only the holder of the
 * lock can write it, in one write to one document, so it is the single source of truth: a
 * replacement is committed when the record names it.
 *
 * <pre>
 * replacement: { run, source, since, steps, digest, touched, filled }   a swap
 *              { run, source, since, inPlace: true, collections }       in place
 * runs:        { run: since }       the runs whose collections are Monarch's own
 * origins:     [ … ]                what the data comes from, written with the commit
 * </pre>
 */
final class ReplacementRecord {

	private static final int UNAUTHORIZED = 13;

	private static final String CURRENT = LockRecord.REPLACEMENT;

	private final @Nullable BsonValue current;

	/** {@code null} if the user may not read them. */
	private final @Nullable Set<String> runs;

	private ReplacementRecord(@Nullable BsonValue current, @Nullable Set<String> runs) {
		this.current = current;
		this.runs = runs;
	}

	static ReplacementRecord read(MongoDatabase database) {
		try {
			BsonDocument lock = LockRecord.read(database);
			return (lock != null) ? of(lock) : new ReplacementRecord(null, Set.of());
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == UNAUTHORIZED) {
				return new ReplacementRecord(null, null); // a user who can replace may
															// read it
			}
			throw ex;
		}
	}

	/**
	 * Read it from the record of a lock.
	 */
	static ReplacementRecord of(BsonDocument lock) {
		BsonValue runs = lock.get(LockRecord.RUNS);
		return new ReplacementRecord(lock.get(CURRENT),
				(runs != null && runs.isDocument()) ? new LinkedHashSet<>(runs.asDocument().keySet()) : Set.of());
	}

	/**
	 * Return the runs that were begun, or {@code null} if the user may not read them.
	 */
	@Nullable Set<String> runs() {
		return this.runs;
	}

	/**
	 * Return the replacement that has begun and is not complete, or {@code null} if the
	 * database is complete.
	 */
	@Nullable Replacement current() {
		if (this.current == null || this.current.isNull()) {
			return null;
		}
		return Replacement.of(this.current);
	}

	/**
	 * Restore this record after a replacement that has begun since and changed nothing.
	 * An earlier interrupted replacement stays interrupted.
	 */
	void restore(Lease lease) {
		lease.update((this.current != null) ? Updates.set(CURRENT, this.current) : Updates.unset(CURRENT));
	}

	/**
	 * Record that collections of a run are Monarch's own, before the first one is
	 * created.
	 */
	static void register(Lease lease, String run) {
		lease.update(Updates.set(LockRecord.RUNS + "." + run, now()));
	}

	/**
	 * Remove runs of which nothing can be left.
	 */
	static void unregister(Lease lease, List<String> runs) {
		lease.update(
				Updates.combine(runs.stream().<Bson>map((run) -> Updates.unset(LockRecord.RUNS + "." + run)).toList()));
	}

	/**
	 * Commit a swap, which supersedes any earlier replacement. This can be repeated if
	 * the reply was lost.
	 */
	static void commit(Lease lease, String run, String source, int steps, String digest, Bson origin) {
		Bson commit = Updates.set(CURRENT,
				begin(run, source).append("steps", new BsonInt32(steps))
					.append("digest", new BsonString(digest))
					.append("touched", BsonBoolean.FALSE));
		lease.update(Updates.combine(commit, origin));
	}

	/**
	 * Record that the database is being overwritten in place from now on.
	 * @param collections the collections that are overwritten, or {@code null} for the
	 * whole database
	 */
	static void beginInPlace(Lease lease, String run, String source, @Nullable Set<String> collections) {
		BsonDocument replacement = begin(run, source).append("inPlace", BsonBoolean.TRUE);
		if (collections != null) {
			replacement.append("collections",
					new BsonArray(collections.stream().sorted().map(BsonString::new).toList()));
		}
		lease.update(Updates.set(CURRENT, replacement));
	}

	private static BsonDocument begin(String run, String source) {
		return new BsonDocument("run", new BsonString(run)).append("source", new BsonString(source))
			.append("since", now());
	}

	/**
	 * The time is only shown to users, so the clock of this machine is good enough.
	 */
	private static BsonDateTime now() {
		return new BsonDateTime(System.currentTimeMillis());
	}

	/**
	 * Record the beginning of a step whose progress cannot be determined afterwards.
	 */
	static void touch(Lease lease) {
		lease.update(Updates.set(CURRENT + ".touched", true));
	}

	/**
	 * Record that a collection that the server does not rename is filled, before its
	 * staging collection is dropped.
	 * @param step the number of the step
	 */
	static void fill(Lease lease, int step) {
		lease.update(Updates.addToSet(CURRENT + ".filled", step));
	}

	/**
	 * Record that the replacement is complete or abandoned.
	 */
	static void end(Lease lease, Bson origin) {
		lease.update(Updates.combine(Updates.unset(CURRENT), origin));
	}

	/**
	 * A replacement that has begun.
	 *
	 * @param run the run after which its collections are named
	 * @param source the description of the source
	 * @param since the time at which it began, or {@code null} if that is not known
	 * @param steps the number of steps of the swap, or -1 if there is none
	 * @param digest the digest of these steps
	 * @param touched whether a step has begun whose progress cannot be determined
	 * afterwards
	 * @param filled the numbers of the steps that have filled collections that cannot be
	 * renamed
	 * @param inPlace whether the old data was dropped first
	 * @param collections the collections that are overwritten in place, or {@code null}
	 * for all
	 */
	record Replacement(String run, String source, @Nullable Instant since, int steps, String digest, boolean touched,
			Set<Integer> filled, boolean inPlace, @Nullable Set<String> collections) {

		private static final Replacement MALFORMED = new Replacement("?", "?", null, -1, "", true, Set.of(), false,
				null);

		private static Replacement of(BsonValue value) {
			if (!(value instanceof BsonDocument document) || !document.isString("run")
					|| Staging.runOf(Staging.planOf(document.getString("run").getValue())) == null) {
				return MALFORMED;
			}
			String source = document.isString("source") ? document.getString("source").getValue() : "?";
			Instant since = document.isDateTime("since")
					? Instant.ofEpochMilli(document.getDateTime("since").getValue()) : null;
			int steps = document.isNumber("steps") ? document.getNumber("steps").intValue() : -1;
			String digest = document.isString("digest") ? document.getString("digest").getValue() : "";
			Set<String> collections = document.isArray("collections") ? document.getArray("collections")
				.stream()
				.filter(BsonValue::isString)
				.map((name) -> name.asString().getValue())
				.collect(Collectors.toSet()) : null;
			Set<Integer> filled = document.isArray("filled") ? document.getArray("filled")
				.stream()
				.filter(BsonValue::isNumber)
				.map((step) -> step.asNumber().intValue())
				.collect(Collectors.toSet()) : Set.of();
			return new Replacement(document.getString("run").getValue(), source, since, steps, digest,
					document.getBoolean("touched", BsonBoolean.TRUE).getValue(), filled,
					document.getBoolean("inPlace", BsonBoolean.FALSE).getValue(), collections);
		}

		/**
		 * Tell whether nothing of it is left when these collections are replaced.
		 */
		boolean isWithin(Set<String> replaced) {
			return this.inPlace && this.collections != null && replaced.containsAll(this.collections);
		}

	}

}
