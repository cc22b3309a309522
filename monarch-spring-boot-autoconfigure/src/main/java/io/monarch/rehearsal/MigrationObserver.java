package io.monarch.rehearsal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Interprets the commands of one migration. It reads with a client of its own, so that
 * what it reads is not observed.
 */
final class MigrationObserver {

	private static final Set<Integer> TRANSACTION_CODES = Set.of(290, 257, 251);

	private static final Set<Integer> TOO_LARGE = Set.of(10334, 17419, 17420);

	private static final int DUPLICATE_KEY = 11000;

	private static final int VALIDATION_FAILED = 121;

	private static final Set<Integer> INDEX_CONFLICT = Set.of(85, 86);

	private final MongoDatabase database;

	private final Observation observation = new Observation();

	private final HeapGrowth heap = new HeapGrowth();

	private final DocumentSamples samples;

	/** The number of documents of each collection before the first write to it. */
	private final Map<String, Long> before = new ConcurrentHashMap<>();

	private final Set<String> existing;

	MigrationObserver(MongoDatabase database, Set<String> existing) {
		this.database = database;
		this.existing = existing;
		this.samples = new DocumentSamples(database);
	}

	Observation observation() {
		return this.observation;
	}

	HeapGrowth heap() {
		return this.heap;
	}

	DocumentSamples samples() {
		return this.samples;
	}

	Map<String, Long> documentsBefore() {
		return this.before;
	}

	/**
	 * Note a command before it is sent.
	 */
	@Nullable CommandUse started(SentCommand command) {
		String collection = command.collection();
		if (command.name().equals("getMore")) {
			this.heap.sample();
		}
		if (command.isUnacknowledged()) {
			this.observation.warn(WarningKind.UNACKNOWLEDGED, collection, "Its writes to '" + collection
					+ "' are not acknowledged (w: 0), so a failed write goes unnoticed.");
		}
		if (command.hasJavaScript()) {
			this.observation.warn(WarningKind.SERVER_JAVASCRIPT, collection,
					"It lets the server execute JavaScript on '" + collection
							+ "' ($where, $function, $accumulator or mapReduce), which is slow and can be disabled.");
		}
		if (command.isWrite()) {
			this.observation.wrote();
			if (!collection.isEmpty() && this.existing.contains(collection)) {
				this.before.computeIfAbsent(collection, this::count);
			}
			losses(command);
		}
		command.written().forEach((namespace) -> this.observation.wroteUncounted(nameOf(namespace)));
		CommandUse first = null;
		for (SentCommand.Search search : command.searches()) {
			CommandUse use = search(command, search);
			first = (first != null) ? first : use;
		}
		for (BsonDocument lookup : command.lookups()) {
			lookUp(command, lookup);
		}
		return (first != null) ? first : this.observation.use(collection, command.name(), "");
	}

	private CommandUse search(SentCommand command, SentCommand.Search search) {
		String shape = QueryShape.of(search.filter());
		CommandUse use = this.observation.use(search.collection(), command.name(), shape);
		use.ran(search.runs(), search.multiple());
		if (use.toExplain()) {
			if (command.isWrite()) {
				this.samples.add(search.collection(), search.filter());
			}
			boolean scans = !QueryShape.isById(search.filter()) && scans(search);
			use.explained(scans, scans ? count(search.collection()) : 0);
		}
		return use;
	}

	/**
	 * A {@code $lookup} searches once for each document that reaches it.
	 */
	private void lookUp(SentCommand command, BsonDocument lookup) {
		String from = lookup.getString("from").getValue();
		String field = lookup.getString("foreignField").getValue();
		SentCommand.Search search = new SentCommand.Search(from, new BsonDocument(field, new BsonInt32(1)), false, 1);
		CommandUse use = this.observation.use(from, "$lookup", QueryShape.of(search.filter()));
		if (use.toExplain()) {
			boolean scans = !field.equals("_id") && scans(search);
			use.explained(scans, count(from));
			use.ran(Math.max(1, count(command.collection())), false);
		}
	}

	/**
	 * Ask the server whether it would scan the collection. A server that does not explain
	 * does not tell.
	 */
	private boolean scans(SentCommand.Search search) {
		try {
			return this.database.runCommand(SentCommand.explanation(search)).toJson().contains("\"COLLSCAN\"");
		}
		catch (MongoException ex) {
			this.observation.unobserved("explain", ex);
			return false;
		}
	}

	private long count(String collection) {
		try {
			return collection.isEmpty() ? 0 : this.database.getCollection(collection).estimatedDocumentCount();
		}
		catch (MongoException ex) {
			return 0; // a view, or not readable
		}
	}

	private void losses(SentCommand command) {
		switch (command.name()) {
			case "drop" -> dropped(command.collection(), "drops");
			case "renameCollection" -> {
				BsonValue drop = command.command().get("dropTarget");
				if (drop != null && !drop.equals(BsonBoolean.FALSE)) {
					dropped(nameOf(command.namespaces().get(1)), "replaces");
				}
			}
			default -> command.replaced().forEach((namespace) -> dropped(nameOf(namespace), "replaces"));
		}
	}

	private static String nameOf(String namespace) {
		return namespace.substring(namespace.indexOf('.') + 1);
	}

	private void dropped(String collection, String verb) {
		long documents = this.existing.contains(collection) ? count(collection) : 0;
		if (documents > 0) {
			this.observation.warn(WarningKind.COLLECTION_DROPPED, collection, "It " + verb + " collection '"
					+ collection + "', which has " + Words.count(documents, "document") + ".");
		}
	}

	/**
	 * Note the answer to a command.
	 */
	void succeeded(String name, String collection, @Nullable CommandUse use, BsonDocument answer, long nanos,
			boolean inTransaction) {
		long n = number(answer, "n");
		switch (name) {
			case "insert" -> this.observation.count(collection, n, 0, 0, inTransaction);
			case "update" -> this.observation.count(collection, size(answer, "upserted"), number(answer, "nModified"),
					0, inTransaction);
			case "delete" -> this.observation.count(collection, 0, 0, n, inTransaction);
			case "findAndModify" -> foundAndModified(collection, answer, inTransaction);
			case "bulkWrite" ->
				this.observation.count("several collections", number(answer, "nInserted") + number(answer, "nUpserted"),
						number(answer, "nModified"), number(answer, "nDeleted"), inTransaction);
			case "find", "aggregate", "getMore" -> read(collection, answer);
			default -> {
			}
		}
		if (use != null) {
			use.took(nanos, n);
		}
		errors(collection, answer);
	}

	private void read(String collection, BsonDocument answer) {
		if (answer.isDocument("cursor")) {
			BsonDocument cursor = answer.getDocument("cursor");
			BsonArray batch = cursor.getArray("nextBatch", cursor.getArray("firstBatch", new BsonArray()));
			this.heap.read(collection, batch.size(), this::averageSize);
		}
	}

	private long averageSize(String collection) {
		try {
			Number size = this.database.runCommand(new Document("collStats", collection))
				.get("avgObjSize", Number.class);
			return (size != null) ? size.longValue() : 0;
		}
		catch (MongoException ex) {
			return 0;
		}
	}

	private void foundAndModified(String collection, BsonDocument answer, boolean inTransaction) {
		BsonDocument last = answer.getDocument("lastErrorObject", new BsonDocument());
		long found = number(last, "n");
		if (last.containsKey("upserted")) {
			this.observation.count(collection, found, 0, 0, inTransaction);
		}
		else if (last.containsKey("updatedExisting")) {
			this.observation.count(collection, 0, found, 0, inTransaction);
		}
		else {
			this.observation.count(collection, 0, 0, found, inTransaction);
		}
	}

	private void errors(String collection, BsonDocument answer) {
		if (answer.isArray("writeErrors")) {
			answer.getArray("writeErrors")
				.forEach((error) -> failed("", collection, (int) number(error.asDocument(), "code")));
		}
	}

	/**
	 * Note the failure of a command.
	 */
	void failed(String name, String collection, int code) {
		if (name.equals("createIndexes") && code == DUPLICATE_KEY) {
			this.observation.warn(WarningKind.UNIQUE_INDEX_OVER_DUPLICATES, collection,
					"It builds a unique index on '" + collection + "', which has documents with equal keys.");
		}
		else if (INDEX_CONFLICT.contains(code)) {
			this.observation.warn(WarningKind.REDUNDANT_INDEX, collection, "It creates an index on '" + collection
					+ "' that already exists there under another name or with other options.");
		}
		else if (code == VALIDATION_FAILED) {
			this.observation.warn(WarningKind.VALIDATOR_VIOLATED, collection,
					"It writes documents to '" + collection + "' that violate the validator there.");
		}
		else if (TOO_LARGE.contains(code)) {
			this.observation.warn(WarningKind.LARGE_DOCUMENT, collection,
					"It makes a document of '" + collection + "' larger than 16 MB, which the server refuses.");
		}
		else if (TRANSACTION_CODES.contains(code)) {
			this.observation.warn(WarningKind.TRANSACTION_LIMIT, "",
					"The server aborted its transaction: it took too long or was too large.");
		}
	}

	private static long number(BsonDocument answer, String key) {
		return answer.isNumber(key) ? answer.getNumber(key).longValue() : 0;
	}

	private static long size(BsonDocument answer, String key) {
		return answer.isArray(key) ? answer.getArray(key).size() : 0;
	}

}
