package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import io.monarch.transfer.ContentHash;
import io.monarch.transfer.DatabaseDigest;
import io.monarch.transfer.TransferListener;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * The digest of a temporary database without Monarch's records, to tell whether two
 * databases are equal, and in which fields they differ. Time series are compared by their
 * measurements, in any order of fields: the buckets of equal ones can differ, and servers
 * do not keep the order of the fields of a measurement.
 */
final class DatabaseContents {

	/** The maximum number of documents that are compared to find an example. */
	private static final int COMPARED = 10_000;

	private static final int BATCH = 500;

	private final MongoDatabase database;

	private final DatabaseDigest digest;

	private final ComparedForm form;

	private DatabaseContents(MongoDatabase database, DatabaseDigest digest, ComparedForm form) {
		this.database = database;
		this.digest = digest;
		this.form = form;
	}

	/**
	 * Read a database.
	 * @param form the form in which documents are compared
	 */
	static DatabaseContents of(RehearsalDatabase database, ComparedForm form) {
		DatabaseDigest digest = DatabaseDigest.of(database.scratch().environment(), form, new TransferListener() {
		}).without(database.records());
		Map<String, ContentHash> measurements = new HashMap<>();
		digest.collections().forEach((name, each) -> {
			if (each.definition().isTimeSeries()) {
				measurements.put(name, measurements(database.unobserved(), name, form.inAnyOrder()));
			}
		});
		return new DatabaseContents(database.unobserved(), digest.with(measurements), form);
	}

	private static ContentHash measurements(MongoDatabase database, String collection, ComparedForm form) {
		ContentHash hash = new ContentHash();
		database.getCollection(collection, RawBsonDocument.class)
			.find()
			.batchSize(1000)
			.forEach((document) -> hash.add(form.of(collection, document)));
		return hash;
	}

	/**
	 * Return what differs from the expected contents, a sentence each.
	 */
	List<String> differences(DatabaseContents expected) {
		return this.digest.differences(expected.digest, (collection) -> fields(collection, expected).describe());
	}

	/**
	 * Return the top-level fields in which documents of the same id differ, and
	 * {@code _id} if the ids themselves differ.
	 */
	Map<String, Set<String>> differingFields(DatabaseContents expected) {
		Map<String, Set<String>> fields = new HashMap<>();
		this.digest.changed(expected.digest).forEach((name) -> fields.put(name, fields(name, expected).names()));
		return fields;
	}

	private DifferingFields fields(String collection, DatabaseContents expected) {
		DifferingFields fields = new DifferingFields(collection, this.form);
		List<RawBsonDocument> batch = new ArrayList<>();
		expected.database.getCollection(collection, RawBsonDocument.class)
			.find()
			.limit(COMPARED)
			.forEach((document) -> {
				batch.add(document);
				if (batch.size() == BATCH) {
					compare(collection, batch, fields);
					batch.clear();
				}
			});
		compare(collection, batch, fields);
		return fields;
	}

	private void compare(String collection, List<RawBsonDocument> batch, DifferingFields fields) {
		Map<BsonValue, RawBsonDocument> found = new HashMap<>();
		BsonArray ids = new BsonArray();
		batch.forEach((each) -> ids.add(each.get("_id")));
		if (ids.isEmpty()) {
			return;
		}
		this.database.getCollection(collection, RawBsonDocument.class)
			.find(new BsonDocument("_id", new BsonDocument("$in", ids)))
			.forEach((document) -> found.put(document.get("_id"), document));
		batch.forEach((document) -> fields.compare(document, found.get(document.get("_id"))));
	}

}
