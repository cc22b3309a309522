package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import io.monarch.batch.BatchPositions;
import io.monarch.environment.Environment;
import io.monarch.environment.Operator;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The history of one application in an environment: one document for each migration that
 * ever began. Times are by the server's clock.
 *
 * <p>
 * The methods that write take the database, which may be bound to a transaction.
 */
final class MigrationHistory {

	private static final int NAMESPACE_EXISTS = 48;

	private static final int UNAUTHORIZED = 13;

	private final String collection;

	private MigrationHistory(String collection) {
		this.collection = collection;
	}

	/**
	 * Return the history of this application.
	 */
	static MigrationHistory of(Environment environment) {
		return new MigrationHistory(environment.historyCollection());
	}

	/**
	 * Read the history of this application from the primary.
	 */
	static Map<String, MigrationRecord> read(Environment environment) {
		return of(environment).read(environment.mongoDatabase());
	}

	/**
	 * Return the name of the collection.
	 */
	String collection() {
		return this.collection;
	}

	Map<String, MigrationRecord> read(MongoDatabase database) {
		Map<String, MigrationRecord> records = new LinkedHashMap<>();
		for (Document document : collection(database).find()) {
			if (!BatchPositions.isPosition(document)) {
				MigrationRecord record = MigrationRecord.of(document, this.collection);
				records.put(record.id(), record);
			}
		}
		// Records that an import has committed count, even if they are not all written.
		List.copyOf(records.values())
			.forEach((record) -> ImportRecord.plan(record)
				.forEach((document) -> records.putIfAbsent(document.getString("_id"),
						MigrationRecord.of(document, this.collection))));
		return records;
	}

	/**
	 * Create the collection if it does not exist, since not every server can create it in
	 * a transaction.
	 * @param database the database, not bound to a transaction
	 */
	void create(MongoDatabase database) {
		try {
			database.createCollection(this.collection);
		}
		catch (MongoCommandException ex) {
			// It exists already, or the user may only insert, which creates it too.
			if (ex.getErrorCode() != NAMESPACE_EXISTS && ex.getErrorCode() != UNAUTHORIZED) {
				throw ex;
			}
		}
	}

	/**
	 * Record that a migration or its rollback begins, regardless of its record.
	 */
	void begin(MongoDatabase database, MigrationAttempt attempt) {
		collection(database).updateOne(Filters.eq("_id", attempt.id()), beginning(attempt),
				new UpdateOptions().upsert(true));
	}

	/**
	 * Record the end of an attempt. The positions of a batch migration stay if it failed.
	 * @return whether the record of its beginning still existed
	 */
	boolean end(MongoDatabase database, MigrationAttempt attempt, MigrationState state, Duration duration,
			@Nullable MigrationError error) {
		return end(database, attempt, state, ending(state, duration, error));
	}

	/**
	 * Record that an attempt failed, in one write with whether the next run continues it:
	 * a process that died in between would leave it to a person.
	 * @return whether the record of its beginning still existed
	 */
	boolean fail(MongoDatabase database, MigrationAttempt attempt, Duration duration, MigrationError error,
			boolean continues) {
		return end(database, attempt, MigrationState.FAILED, Updates
			.combine(ending(MigrationState.FAILED, duration, error), flag(MigrationRecord.CONTINUES, continues)));
	}

	private boolean end(MongoDatabase database, MigrationAttempt attempt, MigrationState state, Bson ending) {
		if (state != MigrationState.FAILED) {
			deletePositions(database, attempt);
		}
		return collection(database).updateOne(begun(attempt), ending).getMatchedCount() == 1;
	}

	private void deletePositions(MongoDatabase database, MigrationAttempt attempt) {
		if (attempt.definition().batch()) {
			positions(attempt.id(), attempt.token()).delete(database);
		}
	}

	/**
	 * Return the positions of a batch migration.
	 */
	BatchPositions positions(String id, long token) {
		return new BatchPositions(this.collection, id, token);
	}

	/**
	 * Pause a batch migration that has begun and is not completed, or let it continue. No
	 * lock is needed, since batches do not write to the record.
	 * @param pause whether to pause it
	 * @return whether the record was changed
	 */
	boolean setPaused(MongoDatabase database, String id, boolean pause) {
		Bson change = pause
				? Updates.set(MigrationRecord.PAUSED,
						new Document("by", Operator.current()).append("since", Date.from(Instant.now())))
				: Updates.unset(MigrationRecord.PAUSED);
		return collection(database)
			.updateOne(new Document("_id", id).append("state", new Document("$ne", MigrationState.COMPLETED.name()))
				.append(MigrationRecord.PAUSED, new Document("$exists", !pause)), change)
			.getModifiedCount() == 1;
	}

	/**
	 * Record that an attempt is completed and that the next one begins, in one command.
	 * @return whether the record of the completed one's beginning still existed
	 */
	boolean endAndBegin(MongoDatabase database, CompletedAttempt completed, MigrationAttempt next) {
		deletePositions(database, completed.attempt());
		BulkWriteResult result = collection(database).bulkWrite(List.of(
				new UpdateOneModel<>(begun(completed.attempt()), ending(completed.state(), completed.duration(), null)),
				new UpdateOneModel<>(Filters.eq("_id", next.id()), beginning(next), new UpdateOptions().upsert(true))));
		// The beginning is either matched or inserted, so only the end can be missing.
		return result.getMatchedCount() + result.getUpserts().size() == 2;
	}

	private static Bson beginning(MigrationAttempt attempt) {
		return Updates.combine(Updates.set("state", MigrationState.PROCESSING.name()),
				Updates.set("operation", attempt.rollback() ? "rollback" : "migrate"),
				Updates.set("description", attempt.definition().description()),
				Updates.set("transactional", attempt.inTransaction()), Updates.set("token", attempt.token()),
				Updates.set("host", attempt.host()), Updates.set("applicationVersion", attempt.application().version()),
				Updates.set(MigrationRecord.APPLICATION, attempt.application().name()),
				Updates.set(MigrationRecord.CLASS, attempt.type()), Updates.set("format", MigrationRecord.FORMAT),
				// A rollback is of the recorded version.
				attempt.rollback() ? new Document() : version(attempt.definition().version()),
				Updates.unset("finishedAt"), Updates.unset("durationMillis"), Updates.unset("error"),
				Updates.unset(MigrationRecord.FAILURE), Updates.unset("marked"), Updates.unset("markedAt"),
				Updates.unset("markedBy"), Updates.unset(ImportRecord.IMPORTED),
				Updates.unset(MigrationRecord.CONTINUES), flag(MigrationRecord.BATCH, attempt.definition().batch()),
				flag(MigrationRecord.BACKGROUND, attempt.definition().isInBackground()),
				Updates.currentDate("startedAt"));
	}

	private static Bson flag(String field, boolean value) {
		return value ? Updates.set(field, true) : Updates.unset(field);
	}

	private static Bson version(@Nullable String version) {
		return (version != null) ? Updates.set(MigrationRecord.VERSION, version)
				: Updates.unset(MigrationRecord.VERSION);
	}

	private static Bson ending(MigrationState state, Duration duration, @Nullable MigrationError error) {
		Bson why = (error != null)
				? Updates.combine(Updates.set("error", error.message()),
						Updates.set(MigrationRecord.FAILURE,
								new Document("error", error.message()).append("trace", error.trace())))
				: Updates.combine(Updates.unset("error"), Updates.unset(MigrationRecord.FAILURE));
		if (state != MigrationState.FAILED) {
			why = Updates.combine(why, Updates.unset(MigrationRecord.PAUSED));
		}
		if (state == MigrationState.ROLLED_BACK) {
			why = Updates.combine(why, version(null));
		}
		return Updates.combine(Updates.set("state", state.name()), Updates.set("durationMillis", duration.toMillis()),
				why, Updates.currentDate("finishedAt"));
	}

	/**
	 * Return the record of the beginning of an attempt.
	 */
	private static Bson begun(MigrationAttempt attempt) {
		// Flat, for servers that ignore conditions inside $and.
		return new Document("_id", attempt.id()).append("state", MigrationState.PROCESSING.name())
			.append("token", attempt.token());
	}

	/**
	 * Record migrations as completed although they did not run. Earlier errors, and the
	 * hosts that ran them, stay in the records.
	 */
	void markCompleted(MongoDatabase database, List<Marking> markings, long token) {
		deletePositions(database, markings.stream().map(Marking::id));
		collection(database).bulkWrite(markings.stream()
			.map((marking) -> new UpdateOneModel<Document>(Filters.eq("_id", marking.id()), completed(marking, token),
					new UpdateOptions().upsert(true)))
			.toList());
	}

	private static Bson completed(Marking marking, long token) {
		Bson update = Updates.combine(mark(MigrationState.COMPLETED, token), Updates.currentDate("finishedAt"));
		if (marking.known()) {
			update = Updates.combine(update, Updates.set("description", marking.description()),
					version(marking.version()));
		}
		if (marking.type() != null) {
			update = Updates.combine(update, Updates.set(MigrationRecord.APPLICATION, marking.application()),
					Updates.set(MigrationRecord.CLASS, marking.type()));
		}
		return update;
	}

	/**
	 * Record migrations as pending.
	 * @param kept the migrations that keep a record, since it contains an earlier error,
	 * or since there is another one under a former id: for every version of Monarch, a
	 * migration that was rolled back is pending
	 * @param others the migrations whose records are removed
	 */
	void markNew(MongoDatabase database, List<String> kept, List<String> others, long token) {
		deletePositions(database, Stream.concat(kept.stream(), others.stream()));
		List<WriteModel<Document>> writes = new ArrayList<>();
		kept.forEach((id) -> writes.add(new UpdateOneModel<>(Filters.eq("_id", id),
				Updates.combine(mark(MigrationState.ROLLED_BACK, token), version(null)),
				new UpdateOptions().upsert(true))));
		others.forEach((id) -> writes.add(new DeleteOneModel<>(Filters.eq("_id", id))));
		collection(database).bulkWrite(writes);
	}

	private static Bson mark(MigrationState state, long token) {
		return Updates.combine(Updates.set("state", state.name()), Updates.set("operation", "migrate"),
				Updates.set("marked", true), Updates.set("markedBy", Operator.current()),
				Updates.currentDate("markedAt"), Updates.set("token", token),
				Updates.set("format", MigrationRecord.FORMAT));
	}

	private void deletePositions(MongoDatabase database, Stream<String> ids) {
		collection(database).deleteMany(Filters.in(BatchPositions.RANGE_OF, ids.toList()));
	}

	void delete(MongoDatabase database, String id) {
		collection(database).deleteOne(Filters.eq("_id", id));
	}

	/**
	 * Write the records of an import.
	 * @param records the records of migrations, none of which exists
	 * @param record the record of the import, or {@code null} if it exists
	 */
	void importAll(MongoDatabase database, List<Document> records, @Nullable Document record) {
		if (!records.isEmpty()) {
			collection(database).insertMany(records);
		}
		if (record != null) {
			collection(database).replaceOne(Filters.eq("_id", record.get("_id")), record,
					new ReplaceOptions().upsert(true));
		}
	}

	/**
	 * Write the records that an import has committed and not written.
	 */
	void completeImport(MongoDatabase database, MigrationRecord record) {
		for (Document document : ImportRecord.plan(record)) {
			collection(database).updateOne(Filters.eq("_id", document.get("_id")),
					new Document("$setOnInsert", without(document, "_id")), new UpdateOptions().upsert(true));
		}
		collection(database).updateOne(Filters.eq("_id", record.id()),
				Updates.unset(ImportRecord.IMPORT + "." + ImportRecord.PLAN));
	}

	private static Document without(Document document, String field) {
		Document copy = new Document(document);
		copy.remove(field);
		return copy;
	}

	/**
	 * Restore records that a migration has deleted.
	 */
	void restore(MongoDatabase database, Collection<MigrationRecord> records) {
		List<ReplaceOneModel<Document>> writes = new ArrayList<>();
		records.forEach((record) -> writes.add(new ReplaceOneModel<>(Filters.eq("_id", record.id()), record.document(),
				new ReplaceOptions().upsert(true))));
		if (!writes.isEmpty()) {
			collection(database).bulkWrite(writes);
		}
	}

	/**
	 * The contents of a record of a migration that is marked as completed.
	 *
	 * @param id its id
	 * @param known whether this application has it: otherwise, the record keeps its
	 * contents
	 * @param description its description, or {@code null}
	 * @param application the name of the application, or {@code null}
	 * @param type the name of its class, or {@code null} if it is not known
	 * @param version the version of a repeatable one, or {@code null}
	 */
	record Marking(String id, boolean known, @Nullable String description, @Nullable String application,
			@Nullable String type, @Nullable String version) {

	}

	/**
	 * Return the collection, read from the primary.
	 */
	MongoCollection<Document> collection(MongoDatabase database) {
		return database.getCollection(this.collection)
			.withWriteConcern(WriteConcern.MAJORITY)
			.withReadPreference(ReadPreference.primary());
	}

}
