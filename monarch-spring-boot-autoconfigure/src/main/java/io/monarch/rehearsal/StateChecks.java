package io.monarch.rehearsal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.ServerInfo;
import io.monarch.rehearsal.DatabaseDefinitions.Definition;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Checks the database after a migration against what it was before.
 */
final class StateChecks {

	private static final int SCANS_PER_DOCUMENT = 20;

	private static final long SMALL = 100;

	private static final long LARGE = 1000;

	private static final long LARGE_DOCUMENT = 8 << 20;

	/** MongoDB recommends at most 1,000 documents. */
	private static final long TRANSACTION_WRITES = 10_000;

	private static final Set<String> SPECIAL = Set.of("unique", "partialFilterExpression", "sparse",
			"expireAfterSeconds", "wildcardProjection", "hidden");

	private final MongoDatabase database;

	private final DatabaseDefinitions before;

	private final DatabaseDefinitions after;

	private final MigrationObserver observer;

	private final Observation observation;

	StateChecks(MongoDatabase database, DatabaseDefinitions before, DatabaseDefinitions after,
			MigrationObserver observer) {
		this.database = database;
		this.before = before;
		this.after = after;
		this.observer = observer;
		this.observation = observer.observation();
	}

	void run(boolean inTransaction) {
		commands();
		if (this.observer.heap().isGrowing()) {
			this.observation.warn(WarningKind.MEMORY_GROWS, "",
					"It keeps what it reads in memory: after " + (this.observer.heap().bytes() >> 20)
							+ " MB of documents, it used " + (this.observer.heap().growth() >> 20)
							+ " MB more. Process each batch before reading the next one.");
		}
		if (inTransaction && this.observation.transactionWrites() > TRANSACTION_WRITES) {
			this.observation.warn(WarningKind.TRANSACTION_LIMIT, "",
					"It writes " + Words.count(this.observation.transactionWrites(), "document")
							+ " in one transaction. MongoDB recommends at most 1,000.");
		}
		this.observer.documentsBefore().forEach(this::removed);
		for (String name : this.observer.samples().collections()) {
			this.observer.samples()
				.lost(name, this.observation.inserted())
				.forEach((path, documents) -> this.observation.warn(WarningKind.VALUES_LOST, name + "." + path,
						"It loses values of '" + path + "' in collection '" + name + "': of a sample, in "
								+ Words.count(documents, "document") + "."));
		}
		this.after.collections().forEach((name, definition) -> {
			Definition old = this.before.collections().get(name);
			if (old == null || !old.validator().equals(definition.validator())) {
				validator(name, definition);
			}
			indexes(name, definition, (old != null) ? old.indexes() : Map.of());
		});
		this.observation.changes().forEach((change) -> largeDocuments(change.name()));
	}

	private void commands() {
		for (CommandUse use : this.observation.uses()) {
			if (!use.isScanning()) {
				continue;
			}
			if (use.runs() >= SCANS_PER_DOCUMENT && use.documents() >= SMALL) {
				this.observation.warn(WarningKind.SCAN_PER_DOCUMENT, use.collection + use.shape,
						"It runs " + use.command + " on '" + use.collection + "' with " + use.shape + " "
								+ Words.count(use.runs(), "time") + ", and each time the server reads all "
								+ Words.count(use.documents(), "document") + ". Create an index first.");
			}
			else if (use.isMultiple() && Set.of("update", "delete").contains(use.command) && use.documents() >= LARGE
					&& use.matched() > 0 && use.matched() < use.documents() / 10) {
				this.observation.warn(WarningKind.UPDATE_WITHOUT_INDEX, use.collection + use.shape,
						"It runs " + use.command + " on '" + use.collection + "' with " + use.shape + " for "
								+ Words.count(use.matched(), "document") + ", and the server reads all "
								+ Words.count(use.documents(), "document") + ". An index would help.");
			}
		}
	}

	private void removed(String collection, long documents) {
		long removed = this.observation.changes()
			.stream()
			.filter((change) -> change.name().equals(collection))
			.mapToLong(CollectionChange::removed)
			.sum();
		if (documents > 0 && removed >= documents && this.after.names().contains(collection)
				&& this.database.getCollection(collection).find().first() == null) {
			this.observation.warn(WarningKind.ALL_REMOVED, collection,
					"It removes all " + Words.count(documents, "document") + " of collection '" + collection + "'.");
		}
	}

	private void validator(String name, Definition definition) {
		BsonDocument validator = definition.validator();
		if (validator.isEmpty() || !"strict".equals(option(definition, "validationLevel", "strict"))
				|| !"error".equals(option(definition, "validationAction", "error"))) {
			return; // an update of an existing document does not fail
		}
		long violating = this.database.getCollection(name)
			.countDocuments(new BsonDocument("$nor", new BsonArray(List.of(validator))));
		if (violating > 0) {
			this.observation.warn(WarningKind.VALIDATOR_VIOLATED, name,
					"It sets a validator on '" + name + "' that " + Words.count(violating, "existing document")
							+ " violate" + ((violating == 1) ? "s" : "")
							+ ": a later update of such a document fails.");
		}
	}

	private static String option(Definition definition, String name, String ifAbsent) {
		return definition.options().getString(name, new BsonString(ifAbsent)).getValue();
	}

	private void indexes(String collection, Definition definition, Map<String, BsonDocument> old) {
		definition.indexes().forEach((name, index) -> {
			if (old.containsKey(name) || name.equals("_id_")) {
				return;
			}
			definition.indexes().forEach((otherName, other) -> {
				if (!otherName.equals(name) && !isPrefixed(index, SPECIAL) && isPrefix(index, other)) {
					this.observation.warn(WarningKind.REDUNDANT_INDEX, collection + "." + name,
							"Its index '" + name + "' of '" + collection + "' is redundant: index '" + otherName
									+ "' begins with the same keys.");
				}
				else if (!otherName.equals(name) && !otherName.equals("_id_") && !isPrefixed(other, SPECIAL)
						&& isPrefix(other, index)) {
					this.observation.warn(WarningKind.REDUNDANT_INDEX, collection + "." + name,
							"Its index '" + name + "' of '" + collection + "' makes index '" + otherName
									+ "' redundant, which it does not drop.");
				}
			});
			if (index.isNumber("expireAfterSeconds")) {
				expiry(collection, name, index);
			}
		});
	}

	private static boolean isPrefixed(BsonDocument index, Set<String> options) {
		return options.stream().anyMatch(index::containsKey);
	}

	/**
	 * Tell whether the keys of an index are the first keys of another one that contains
	 * the same documents.
	 */
	static boolean isPrefix(BsonDocument index, BsonDocument other) {
		if (other.containsKey("partialFilterExpression") || isTrue(other, "sparse") || isTrue(other, "hidden")
				|| !Objects.equals(index.get("collation"), other.get("collation"))) {
			return false;
		}
		List<Map.Entry<String, BsonValue>> keys = new ArrayList<>(index.getDocument("key").entrySet());
		List<Map.Entry<String, BsonValue>> others = new ArrayList<>(other.getDocument("key").entrySet());
		if (keys.size() > others.size()) {
			return false;
		}
		for (int i = 0; i < keys.size(); i++) {
			BsonValue direction = keys.get(i).getValue();
			if (!direction.isNumber() || !others.get(i).getValue().isNumber()
					|| !keys.get(i).getKey().equals(others.get(i).getKey())
					|| direction.asNumber().intValue() != others.get(i).getValue().asNumber().intValue()) {
				return false;
			}
		}
		return true;
	}

	private static boolean isTrue(BsonDocument index, String option) {
		return index.isBoolean(option) && index.getBoolean(option).getValue();
	}

	private void expiry(String collection, String name, BsonDocument index) {
		String field = index.getDocument("key").getFirstKey();
		Instant now = ServerInfo.of(this.database).localTime();
		BsonDateTime oldest = new BsonDateTime(
				now.minusSeconds(index.getNumber("expireAfterSeconds").longValue()).toEpochMilli());
		Bson expired = new BsonDocument(field, new BsonDocument("$lt", oldest));
		BsonDocument partial = index.getDocument("partialFilterExpression", new BsonDocument());
		long documents = this.database.getCollection(collection)
			.countDocuments(partial.isEmpty() ? expired : new Document("$and", List.of(expired, partial)));
		if (documents > 0) {
			this.observation.warn(WarningKind.TTL_EXPIRES, collection + "." + name,
					"Its index '" + name + "' of '" + collection + "' lets the server remove "
							+ Words.count(documents, "existing document") + " within a minute.");
		}
	}

	private void largeDocuments(String collection) {
		try {
			Number size = this.database.runCommand(new Document("collStats", collection)).get("size", Number.class);
			if (size == null || size.longValue() < LARGE_DOCUMENT) {
				return;
			}
			BsonDocument large = new BsonDocument("$expr", new BsonDocument("$gt", new BsonArray(
					List.of(new BsonDocument("$bsonSize", new BsonString("$$ROOT")), new BsonInt64(LARGE_DOCUMENT)))));
			BsonDocument found = this.database.getCollection(collection, BsonDocument.class)
				.find(large)
				.projection(new BsonDocument("_id", new BsonInt32(1)))
				.first();
			if (found != null) {
				this.observation.warn(WarningKind.LARGE_DOCUMENT, collection, "It leaves a document in '" + collection
						+ "' that is larger than 8 MB. The server refuses " + "documents over 16 MB.");
			}
		}
		catch (MongoException ex) {
			// A view, or a server without $bsonSize: nothing is known.
		}
	}

}
