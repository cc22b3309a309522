package io.monarch.transfer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.ReplacementRecord.Replacement;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a swap, recorded in the target's database in a separate collection for
 * each run, so that no process ever changes the plan of another. A plan has no effect
 * until the record of the lock names it, with its digest: then the new data is the
 * database, and the next holder of the lock completes the swap.
 *
 * <p>
 * The collection has an index that is never read. A user who may only insert could write
 * the plan, and the record of a lock that was never acquired, but could not create the
 * index.
 */
final class SwapPlan {

	/** The name and the key of the index. */
	private static final String MARK = "monarch_plan";

	private final MongoCollection<BsonDocument> documents;

	private final String run;

	/**
	 * Create for a run.
	 */
	SwapPlan(MongoDatabase database, String run) {
		this.run = run;
		this.documents = database.getCollection(Staging.planOf(run), BsonDocument.class)
			.withReadPreference(ReadPreference.primary());
	}

	/**
	 * Record the steps, without committing them.
	 * @return the digest of the steps
	 */
	String record(List<Step> steps) {
		this.documents.drop();
		this.documents.createIndex(Indexes.ascending(MARK), new IndexOptions().name(MARK));
		List<BsonDocument> records = new ArrayList<>();
		for (Step step : steps) {
			records.add(step.toDocument(records.size()));
		}
		if (!records.isEmpty()) {
			this.documents.insertMany(records);
		}
		return digest(records);
	}

	/**
	 * Read the steps of a committed swap.
	 * @throws MonarchException if they are not exactly the committed ones
	 */
	List<Step> steps(Environment environment, Replacement committed) {
		List<BsonDocument> records = new ArrayList<>();
		this.documents.find(Filters.and(Filters.type("_id", "int"), Filters.lt("_id", committed.steps())))
			.sort(Sorts.ascending("_id"))
			.into(records);
		if (committed.steps() < 0 || records.size() != committed.steps() || !digest(records).equals(committed.digest())
				|| !isMarked()) {
			throw malformed(environment, committed.source(), null);
		}
		try {
			return records.stream().map((record) -> Step.of(record, this.run)).toList();
		}
		catch (BsonInvalidOperationException | IllegalArgumentException ex) {
			throw malformed(environment, committed.source(), ex);
		}
	}

	private boolean isMarked() {
		return this.documents.listIndexes()
			.into(new ArrayList<>())
			.stream()
			.anyMatch((index) -> MARK.equals(index.getString("name")));
	}

	private MonarchException malformed(Environment environment, String source, @Nullable Exception cause) {
		return new MalformedPlanException(environment, source, Staging.planOf(this.run), cause);
	}

	private static String digest(List<BsonDocument> records) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			records.forEach((record) -> digest
				.update(new RawBsonDocument(record, new BsonDocumentCodec()).getByteBuffer().asNIO()));
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A collection to swap in, or to drop.
	 *
	 * @param name its name
	 * @param definition its definition, or {@code null} if it is dropped
	 * @param staging its staging collection, or {@code null} if it has no documents
	 * @param staged the identity of the staging collection, or {@code null} if there is
	 * none; empty on a server without UUIDs
	 * @param old the identity of the collection that is dropped or replaced, or
	 * {@code null} if there is none
	 */
	record Step(String name, @Nullable CollectionDefinition definition, @Nullable String staging,
			@Nullable String staged, @Nullable String old) {

		/**
		 * Return the step that swaps in a collection.
		 * @param staging its staging collection, or {@code null} if it has no documents
		 * @param names the existing collections
		 */
		static Step put(CollectionDefinition definition, @Nullable String staging,
				Map<String, CollectionDefinition> names) {
			return new Step(definition.name(), definition, staging, (staging != null) ? identity(staging, names) : null,
					identity(definition.name(), names));
		}

		/**
		 * Return the step that drops a collection, but not a later one with its name.
		 */
		static Step drop(CollectionDefinition old, Map<String, CollectionDefinition> names) {
			return new Step(old.name(), null, null, null, identity(old.name(), names));
		}

		/**
		 * Tell whether the collection to drop still exists.
		 */
		boolean isToDrop(Map<String, CollectionDefinition> names) {
			String there = identity(this.name, names);
			return this.definition == null && there != null && there.equals(this.old);
		}

		/**
		 * Return the state of a step that swaps in a stored collection.
		 * @param names the existing collections
		 * @param filled whether the record marks the step as filled
		 */
		State state(Map<String, CollectionDefinition> names, boolean filled) {
			if (filled || this.staging == null) {
				return State.DONE;
			}
			String source = identity(this.staging, names);
			if (source != null && source.equals(this.staged)) {
				return State.LEFT;
			}
			if (Objects.equals(this.staged, "")) {
				return State.DONE;
			}
			String there = identity(this.name, names);
			// A collection that the application has created since with that name is its
			// own.
			return (isRenamed() && there != null && !there.equals(this.old)) ? State.DONE : State.LOST;
		}

		private static @Nullable String identity(String name, Map<String, CollectionDefinition> names) {
			CollectionDefinition there = names.get(name);
			if (there == null) {
				return null;
			}
			// The UUID of a time series is that of its buckets; a view has none.
			CollectionDefinition stored = names.get(there.storedName());
			return (stored != null) ? stored.uuid() : there.uuid();
		}

		boolean isView() {
			return this.definition != null && this.definition.kind() == Kind.VIEW;
		}

		/**
		 * Tell whether the staging collection becomes the collection. The server does not
		 * rename time series and stored functions, so these are filled from it.
		 */
		boolean isRenamed() {
			return this.definition != null && this.definition.kind() == Kind.COLLECTION
					&& !Catalogue.isSystem(this.name);
		}

		/**
		 * Return a description of the step for users.
		 */
		String description() {
			if (this.definition == null) {
				return "drop the old collection '" + this.name + "'";
			}
			return (isView() ? "create view '" : "swap in collection '") + this.name + "'";
		}

		private BsonDocument toDocument(int number) {
			BsonDocument document = new BsonDocument("_id", new BsonInt32(number)).append("name",
					new BsonString(this.name));
			append(document, "staging", this.staging);
			append(document, "staged", this.staged);
			append(document, "old", this.old);
			if (this.definition != null) {
				document.append("kind", new BsonString(this.definition.kind().name()))
					.append("options", this.definition.options())
					.append("indexes", new BsonArray(this.definition.indexes()));
			}
			return document;
		}

		private static void append(BsonDocument document, String field, @Nullable String value) {
			if (value != null) {
				document.append(field, new BsonString(value));
			}
		}

		/**
		 * Read a step, which has to have exactly the form of one of this run.
		 */
		private static Step of(BsonDocument document, String run) {
			String name = document.getString("name").getValue();
			String staging = text(document, "staging");
			if (!document.containsKey("kind")) {
				return new Step(name, null, null, null, document.getString("old").getValue());
			}
			if (staging != null && !Staging.isStaging(staging, run)) {
				throw new IllegalArgumentException("'" + staging + "' is no staging collection of this run");
			}
			List<BsonDocument> indexes = document.getArray("indexes").stream().map(BsonValue::asDocument).toList();
			return new Step(name,
					new CollectionDefinition(name, Kind.valueOf(document.getString("kind").getValue()),
							document.getDocument("options"), indexes, "", 0, 0),
					staging, text(document, "staged"), text(document, "old"));
		}

		private static @Nullable String text(BsonDocument document, String field) {
			return document.containsKey(field) ? document.getString(field).getValue() : null;
		}

	}

	/**
	 * The state of a step.
	 */
	enum State {

		/** The collection is swapped in, or was replaced since. */
		DONE,

		/** Its documents are in the staging collection. */
		LEFT,

		/** Its documents are gone. */
		LOST

	}

}
