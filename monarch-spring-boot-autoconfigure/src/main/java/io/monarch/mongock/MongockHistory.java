package io.monarch.mongock;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.ReplaceOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.MongockLock;
import io.monarch.migration.MigrationEnd;
import io.monarch.migration.MigrationState;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The history of Mongock 5, which is updated so that Mongock runs nothing again if the
 * previous version of the application is deployed.
 */
@SuppressWarnings("JavaUtilDate") // as the driver reads and writes dates
final class MongockHistory {

	private static final int NAMESPACE_EXISTS = 48;

	private static final int UNAUTHORIZED = 13;

	/** States that do not affect whether a change is applied. */
	private static final List<String> IRRELEVANT = List.of("IGNORED", "FAILED", "ROLLBACK_FAILED");

	private final String collection;

	private final String lockCollection;

	MongockHistory(String collection, String lockCollection) {
		this.collection = collection;
		this.lockCollection = lockCollection;
	}

	/**
	 * Create the collection with the index that Mongock asks for, if there is none.
	 */
	void create(MongoDatabase database) {
		try {
			database.createCollection(this.collection);
			database.getCollection(this.collection)
				.createIndex(new Document("executionId", 1).append("author", 1).append("changeId", 1),
						new IndexOptions().unique(true));
		}
		catch (MongoCommandException ex) {
			// It exists already, or the user may only insert, which creates it too.
			if (ex.getErrorCode() != NAMESPACE_EXISTS && ex.getErrorCode() != UNAUTHORIZED) {
				throw ex;
			}
		}
	}

	/**
	 * Check that Mongock is not running, and that it has not applied any change unit that
	 * Monarch is about to run: the previous version of the application may have been
	 * deployed in between.
	 * @param accepted the entries that an operator accepted as pending, with the times
	 * that they had then: later ones count
	 */
	void check(Environment environment, List<ChangeUnit> units, Map<String, Instant> accepted) {
		MongoDatabase database = environment.mongoDatabase().withReadPreference(ReadPreference.primary());
		Document lock = database.getCollection(this.lockCollection).find(Filters.eq("key", "DEFAULT_KEY")).first();
		if (lock != null && !MongockLock.isOfMonarch(lock.getString("owner"))
				&& lock.get("expiresAt") instanceof Date expires && expires.toInstant().isAfter(Instant.now())) {
			throw new MonarchException(Kind.BUSY,
					"Mongock is running on environment " + environment.description() + ": '" + lock.get("owner")
							+ "' holds its lock until " + expires.toInstant() + ".",
					"Nothing was run. Try again when it has finished.");
		}
		Map<String, List<Document>> entries = entries(database, units);
		for (ChangeUnit unit : units) {
			Document newest = newest(entries.getOrDefault(unit.id(), List.of()), unit.author());
			Instant decided = accepted.get(unit.id() + "@" + unit.author());
			if (isApplied(newest) && (decided == null || time(newest) > decided.toEpochMilli())) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Change unit '" + unit.id() + "' is applied to environment " + environment.description()
								+ " by Mongock, according to collection '" + this.collection + "', but Monarch has "
								+ "no record of that. Nothing was run.",
						"Import that history: 'monarch import-history " + environment.name() + "', or record this one: "
								+ "'monarch mark " + unit.id() + " " + environment.name() + " --as completed'."
								+ environment.nameHint());
			}
		}
	}

	/**
	 * Record the end of a change unit.
	 * @param before the duration of the method before it, or {@code null} if that has not
	 * ended
	 */
	void record(MongoDatabase database, ChangeUnit unit, @Nullable Duration before, MigrationEnd end) {
		if (end.state() == MigrationState.FAILED) {
			failed(database, unit, before, end);
			return;
		}
		boolean completed = end.state() == MigrationState.COMPLETED;
		String state = completed ? "EXECUTED" : "ROLLED_BACK";
		if (unit.before() != null && !isMarkedAlready(database, unit.beforeId(), unit, end)) {
			write(database, before(unit, end, state).append("executionMillis",
					completed ? ((before != null) ? before.toMillis() : 0L) : -1L));
		}
		if (!isMarkedAlready(database, unit.id(), unit, end)) {
			Duration own = (before != null) ? end.duration().minus(before) : end.duration();
			write(database, change(unit, end, state).append("executionMillis", completed ? own.toMillis() : -1L));
		}
	}

	/**
	 * Record a failure. After a transaction, nothing remains, not even an entry.
	 */
	private void failed(MongoDatabase database, ChangeUnit unit, @Nullable Duration before, MigrationEnd end) {
		if (end.inTransaction()) {
			return;
		}
		if (end.rollback()) {
			write(database, change(unit, end, "ROLLBACK_FAILED").append("errorTrace", trace("rollback-error", end)));
			return;
		}
		Document failed = (unit.before() != null && before == null) ? before(unit, end, "FAILED")
				: change(unit, end, "FAILED");
		write(database, failed.append("errorTrace", trace("execution-error", end)));
		if (unit.before() != null && before != null) {
			write(database, before(unit, end, "EXECUTED").append("executionMillis", before.toMillis()));
		}
	}

	private static String trace(String name, MigrationEnd end) {
		return new Document(name, end.trace()).toJson();
	}

	private boolean isMarkedAlready(MongoDatabase database, String id, ChangeUnit unit, MigrationEnd end) {
		return end.marked() && isApplied(newest(collection(database).find(Filters.eq("changeId", id)),
				unit.author())) == (end.state() == MigrationState.COMPLETED);
	}

	private Map<String, List<Document>> entries(MongoDatabase database, List<ChangeUnit> units) {
		Map<String, List<Document>> entries = new HashMap<>();
		for (Document entry : collection(database)
			.find(Filters.in("changeId", units.stream().map(ChangeUnit::id).toList()))) {
			entries.computeIfAbsent(entry.getString("changeId"), (id) -> new ArrayList<>()).add(entry);
		}
		return entries;
	}

	/**
	 * Return the entry of a change that counts, by the rule of Mongock itself, or
	 * {@code null} if there is none.
	 */
	private static @Nullable Document newest(Iterable<Document> entries, String author) {
		Document newest = null;
		for (Document entry : entries) {
			if (author.equals(entry.get("author")) && !IRRELEVANT.contains(String.valueOf(entry.get("state")))
					&& (newest == null || time(entry) > time(newest))) {
				newest = entry;
			}
		}
		return newest;
	}

	private static boolean isApplied(@Nullable Document newest) {
		return newest != null && (newest.get("state") == null || "EXECUTED".equals(newest.get("state")));
	}

	private static long time(@Nullable Document entry) {
		return (entry != null && entry.get("timestamp") instanceof Date timestamp) ? timestamp.getTime()
				: Long.MIN_VALUE;
	}

	private static Document before(ChangeUnit unit, MigrationEnd end, String state) {
		return entry(unit, end, state).append("changeId", unit.beforeId())
			.append("type", "BEFORE_EXECUTION")
			.append("changeSetMethod", (unit.before() != null) ? unit.before().getName() : null);
	}

	private static Document change(ChangeUnit unit, MigrationEnd end, String state) {
		return entry(unit, end, state).append("changeId", unit.id())
			.append("type", "EXECUTION")
			.append("changeSetMethod", unit.execution().getName());
	}

	/**
	 * Create an entry with the fields in the order of Mongock 5.5, to be filled in.
	 */
	private static Document entry(ChangeUnit unit, MigrationEnd end, String state) {
		return new Document("executionId", LocalDateTime.now(ZoneId.systemDefault()) + "-" + end.token())
			.append("changeId", null)
			.append("author", unit.author())
			.append("timestamp", null)
			.append("state", state)
			.append("type", null)
			.append("changeLogClass", unit.execution().getDeclaringClass().getName())
			.append("changeSetMethod", null)
			.append("metadata", null)
			.append("executionMillis", -1L)
			.append("executionHostname", end.host())
			.append("errorTrace", null)
			.append("systemChange", false);
	}

	/**
	 * Write an entry that is newer than all others of the change, since the newest counts
	 * and clocks differ.
	 */
	private void write(MongoDatabase database, Document entry) {
		Document change = new Document("changeId", entry.get("changeId")).append("author", entry.get("author"));
		Document newest = collection(database).find(change).sort(new Document("timestamp", -1)).first();
		long time = System.currentTimeMillis();
		if (newest != null && newest.get("timestamp") instanceof Date timestamp) {
			time = Math.max(time, timestamp.getTime() + 1);
		}
		entry.append("timestamp", new Date(time));
		collection(database).replaceOne(change.append("executionId", entry.get("executionId")), entry,
				new ReplaceOptions().upsert(true));
	}

	private MongoCollection<Document> collection(MongoDatabase database) {
		return database.getCollection(this.collection)
			.withWriteConcern(WriteConcern.MAJORITY)
			.withReadPreference(ReadPreference.primary());
	}

}
