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
 * What the record of a database's lock says about replacements of the database. Only the
 * holder of the lock can write it, in one write to one document, so it is the one source
 * of truth: a replacement is committed when the record names it.
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

	/** {@code null} where the user may not read them. */
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
				return new ReplacementRecord(null, null); // who replaces may read it
			}
			throw ex;
		}
	}

	/**
	 * Return what the record of a lock holds.
	 */
	static ReplacementRecord of(BsonDocument lock) {
		BsonValue runs = lock.get(LockRecord.RUNS);
		return new ReplacementRecord(lock.get(CURRENT),
				(runs != null && runs.isDocument()) ? new LinkedHashSet<>(runs.asDocument().keySet()) : Set.of());
	}

	/**
	 * Return the runs that were begun, or {@code null} where the user may not read them.
	 */
	@Nullable Set<String> runs() {
		return this.runs;
	}

	/**
	 * Return the replacement that was begun and is not complete, or {@code null} where
	 * the database is complete.
	 */
	@Nullable Replacement current() {
		if (this.current == null || this.current.isNull()) {
			return null;
		}
		return Replacement.of(this.current);
	}

	/**
	 * Write this again in the place of a replacement that was begun since and has changed
	 * nothing. What was interrupted before still is.
	 */
	void restore(Lease lease) {
		lease.update((this.current != null) ? Updates.set(CURRENT, this.current) : Updates.unset(CURRENT));
	}

	/**
	 * Note that collections of a run are Monarch's own, before the first one is made.
	 */
	static void register(Lease lease, String run) {
		lease.update(Updates.set(LockRecord.RUNS + "." + run, now()));
	}

	/**
	 * Forget runs of which nothing can be left.
	 */
	static void unregister(Lease lease, List<String> runs) {
		lease.update(
				Updates.combine(runs.stream().<Bson>map((run) -> Updates.unset(LockRecord.RUNS + "." + run)).toList()));
	}

	/**
	 * Commit to a swap, which takes the place of any earlier replacement. This can be
	 * done again where the answer was lost.
	 */
	static void commit(Lease lease, String run, String source, int steps, String digest, Bson origin) {
		Bson commit = Updates.set(CURRENT,
				begin(run, source).append("steps", new BsonInt32(steps))
					.append("digest", new BsonString(digest))
					.append("touched", BsonBoolean.FALSE));
		lease.update(Updates.combine(commit, origin));
	}

	/**
	 * Note that the database is being overwritten in place from now on.
	 * @param collections what is overwritten, or {@code null} for all of the database
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
	 * The time is for people, so the clock of this machine is good enough.
	 */
	private static BsonDateTime now() {
		return new BsonDateTime(System.currentTimeMillis());
	}

	/**
	 * Note, before it is done, that a step begins of which one cannot see how far it got.
	 */
	static void touch(Lease lease) {
		lease.update(Updates.set(CURRENT + ".touched", true));
	}

	/**
	 * Note that what the server does not rename is filled, before its staging collection
	 * is dropped.
	 * @param step the number of the step
	 */
	static void fill(Lease lease, int step) {
		lease.update(Updates.addToSet(CURRENT + ".filled", step));
	}

	/**
	 * Note that the replacement is complete, or abandoned.
	 */
	static void end(Lease lease, Bson origin) {
		lease.update(Updates.combine(Updates.unset(CURRENT), origin));
	}

	/**
	 * A replacement that was begun.
	 *
	 * @param run the run that its collections are named after
	 * @param source what the new data comes from, in words
	 * @param since when it was begun, or {@code null} where that is not known
	 * @param steps of how many steps the swap is, or -1 where there is none
	 * @param digest the digest of these steps
	 * @param touched whether a step was begun of which one cannot see how far it got
	 * @param filled the numbers of the steps that have filled what cannot be renamed
	 * @param inPlace whether the old data was dropped first
	 * @param collections what is overwritten in place, or {@code null} for all
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
