package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * What is left to do to put staged collections in place, recorded in the target's
 * database in a collection of the run's own, so that nobody ever changes the plan of
 * another. Once its last document, the commitment, is written, the new data is the
 * database, and whoever takes the lock next finishes what is left.
 */
final class SwapPlan {

	private static final String PREFIX = "monarch_swap_";

	private static final String COMMITMENT = "commitment";

	private static final String IN_PLACE = "in-place";

	private static final int FORMAT = 1;

	private final MongoCollection<BsonDocument> documents;

	/**
	 * A secondary may not know of a commitment yet, whatever the URI prefers.
	 */
	private SwapPlan(MongoCollection<BsonDocument> documents) {
		this.documents = documents.withReadPreference(ReadPreference.primary());
	}

	/**
	 * Begin the plan of a run.
	 */
	static SwapPlan of(MongoDatabase database, String run) {
		return new SwapPlan(database.getCollection(PREFIX + run, BsonDocument.class));
	}

	/**
	 * Find the plans that were not carried out. The names are compared here: a server
	 * that ignores a filter would have everything taken for a plan. Whoever has rights to
	 * some collections alone sees only these, and is not kept from starting.
	 */
	static List<SwapPlan> find(MongoDatabase database) {
		return database.listCollectionNames()
			.authorizedCollections(true)
			.into(new ArrayList<>())
			.stream()
			.filter(SwapPlan::isPlan)
			.map((name) -> new SwapPlan(database.getCollection(name, BsonDocument.class)))
			.toList();
	}

	static boolean isPlan(String name) {
		return name.startsWith(PREFIX);
	}

	/**
	 * Record the steps, which commits to nothing yet.
	 */
	void record(List<Step> steps) {
		this.documents.drop();
		List<BsonDocument> records = new ArrayList<>();
		for (Step step : steps) {
			records.add(step.toDocument(records.size()));
		}
		// A plan of no steps is a plan as well.
		records.add(new BsonDocument("_id", new BsonString("recorded")));
		this.documents.insertMany(records);
	}

	/**
	 * Commit to the steps, which can be done again where the answer was lost.
	 * @param session the transaction, or {@code null} where the server has none
	 */
	void commit(@Nullable ClientSession session) {
		BsonDocument commitment = marker(COMMITMENT);
		Bson same = Filters.eq("_id", commitment.get("_id"));
		ReplaceOptions options = new ReplaceOptions().upsert(true);
		if (session != null) {
			this.documents.replaceOne(session, same, commitment, options);
		}
		else {
			this.documents.replaceOne(same, commitment, options);
		}
	}

	private static BsonDocument marker(String id) {
		return new BsonDocument("_id", new BsonString(id)).append("format", new BsonInt32(FORMAT));
	}

	/**
	 * Return the steps that were committed to, or {@code null} where there was no
	 * commitment.
	 */
	@Nullable List<Step> committed(Environment environment) {
		BsonDocument commitment = this.documents.find(Filters.eq("_id", COMMITMENT)).first();
		if (commitment == null) {
			return null;
		}
		if (commitment.getNumber("format", new BsonInt64(FORMAT)).intValue() > FORMAT) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"A newer version of Monarch has replaced the database of environment " + environment.description()
							+ " and was cut short.",
					"Run any command that changes '" + environment.name() + "' with that version, which finishes it.");
		}
		List<Step> steps = new ArrayList<>();
		this.documents.find(Filters.type("_id", "int"))
			.sort(Sorts.ascending("_id"))
			.forEach((document) -> steps.add(Step.of(document)));
		return steps;
	}

	/**
	 * Record that the database, or a part of it, is being overwritten in place, and has
	 * neither the old data nor the new until that is over.
	 * @param source what the new data comes from, in words
	 * @param collections what is overwritten, or {@code null} for all of the database
	 */
	void recordInPlace(String source, @Nullable Set<String> collections) {
		BsonDocument marker = marker(IN_PLACE).append("source", new BsonString(source));
		if (collections != null) {
			marker.append("collections", new BsonArray(collections.stream().map(BsonString::new).toList()));
		}
		this.documents.replaceOne(Filters.eq("_id", IN_PLACE), marker, new ReplaceOptions().upsert(true));
	}

	/**
	 * Record that all documents are written in place. Until the plan is dropped, the
	 * database still counts as incomplete.
	 */
	void recordWritten() {
		this.documents.updateOne(Filters.eq("_id", IN_PLACE), Updates.set("written", true));
	}

	/**
	 * Return what an unfinished overwriting in place was to do, or {@code null} where
	 * there is none.
	 */
	@Nullable InPlace inPlace() {
		BsonDocument marker = this.documents.find(Filters.eq("_id", IN_PLACE)).first();
		if (marker == null) {
			return null;
		}
		Set<String> collections = marker.isArray("collections") ? marker.getArray("collections")
			.stream()
			.map((name) -> name.asString().getValue())
			.collect(Collectors.toSet()) : null;
		return new InPlace(marker.getString("source", new BsonString("?")).getValue(), collections);
	}

	/**
	 * Tell whether there is a plan that was begun to be carried out, and until whose end
	 * the database is neither the old nor the new.
	 */
	static boolean isAnyBegun(MongoDatabase database) {
		return find(database).stream()
			.anyMatch((plan) -> plan.documents.find(Filters.in("_id", COMMITMENT, IN_PLACE)).first() != null);
	}

	/**
	 * Forget the plan, which is carried out or was never committed to.
	 */
	void drop() {
		this.documents.drop();
	}

	/**
	 * What is overwritten in place.
	 *
	 * @param source what the new data comes from, in words
	 * @param collections their names, or {@code null} for all of the database
	 */
	record InPlace(String source, @Nullable Set<String> collections) {

		/**
		 * Tell whether nothing of it is left when these collections are replaced.
		 */
		boolean isWithin(Set<String> replaced) {
			return this.collections != null && replaced.containsAll(this.collections);
		}

	}

	/**
	 * One collection to put in place, or to drop.
	 *
	 * @param name its name
	 * @param staging where its documents are, or {@code null} where it has none
	 * @param definition what it is, or {@code null} where it is dropped
	 * @param dropped the identity of what is dropped, or {@code null} where nothing is,
	 * or where a version of Monarch that recorded none has made the plan
	 */
	record Step(String name, @Nullable String staging, @Nullable CollectionDefinition definition,
			@Nullable String dropped) {

		static Step put(CollectionDefinition definition, @Nullable String staging) {
			return new Step(definition.name(), staging, definition, null);
		}

		/**
		 * Return the step that drops a collection, but nothing that is made under its
		 * name afterwards.
		 */
		static Step drop(CollectionDefinition old, Map<String, CollectionDefinition> names) {
			return new Step(old.name(), null, null, identity(old, names));
		}

		/**
		 * Tell whether a collection is the one that is dropped.
		 */
		boolean isDropped(CollectionDefinition old, Map<String, CollectionDefinition> names) {
			return this.dropped == null || this.dropped.equals(identity(old, names));
		}

		/**
		 * Return the UUID of what is stored, which is empty for a view.
		 */
		private static String identity(CollectionDefinition old, Map<String, CollectionDefinition> names) {
			CollectionDefinition stored = names.get(old.storedName());
			return (stored != null) ? stored.uuid() : old.uuid();
		}

		private BsonDocument toDocument(int number) {
			BsonDocument document = new BsonDocument("_id", new BsonInt32(number)).append("name",
					new BsonString(this.name));
			if (this.staging != null) {
				document.append("staging", new BsonString(this.staging));
			}
			if (this.dropped != null) {
				document.append("dropped", new BsonString(this.dropped));
			}
			if (this.definition != null) {
				document.append("kind", new BsonString(this.definition.kind().name()))
					.append("options", this.definition.options())
					.append("indexes", new BsonArray(this.definition.indexes()));
			}
			return document;
		}

		private static Step of(BsonDocument document) {
			String name = document.getString("name").getValue();
			String staging = document.containsKey("staging") ? document.getString("staging").getValue() : null;
			if (!document.containsKey("kind")) {
				String dropped = document.containsKey("dropped") ? document.getString("dropped").getValue() : null;
				return new Step(name, staging, null, dropped);
			}
			List<BsonDocument> indexes = document.getArray("indexes").stream().map(BsonValue::asDocument).toList();
			return new Step(name, staging,
					new CollectionDefinition(name, Kind.valueOf(document.getString("kind").getValue()),
							document.getDocument("options"), indexes, "", 0, 0),
					null);
		}

	}

}
