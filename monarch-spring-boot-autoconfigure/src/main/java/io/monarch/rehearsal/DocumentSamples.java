package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/**
 * Some documents that a migration is about to change, as they were before. Compared with
 * what they are afterwards, they show values that were lost.
 */
final class DocumentSamples {

	private static final int PER_FILTER = 20;

	private static final int PER_COLLECTION = 100;

	private final MongoDatabase database;

	private final Map<String, Map<BsonValue, BsonDocument>> before = new ConcurrentHashMap<>();

	DocumentSamples(MongoDatabase database) {
		this.database = database;
	}

	/**
	 * Read some documents that a write is about to change.
	 */
	void add(String collection, BsonDocument filter) {
		Map<BsonValue, BsonDocument> known = this.before.computeIfAbsent(collection,
				(unused) -> new ConcurrentHashMap<>());
		int limit = Math.min(QueryShape.isById(filter) ? PER_COLLECTION : PER_FILTER, PER_COLLECTION - known.size());
		if (limit <= 0) {
			return;
		}
		// A migration that writes by id writes to the others too.
		Bson wanted = QueryShape.isById(filter) ? new BsonDocument() : QueryShape.copy(filter);
		try {
			this.database.getCollection(collection, BsonDocument.class)
				.find(wanted)
				.limit(limit)
				.forEach((document) -> known.putIfAbsent(document.get("_id"), document));
		}
		catch (MongoException ex) {
			// A view, or a filter that only an update may have: there is no sample.
		}
	}

	/**
	 * Return the collections of which there are samples.
	 */
	Collection<String> collections() {
		return new TreeSet<>(this.before.keySet());
	}

	/**
	 * Compare with the documents as they are now.
	 * @param inserted the number of documents that the migration inserted, into which
	 * values may have been moved
	 * @return the paths whose values were lost, with the number of documents
	 */
	Map<String, Integer> lost(String collection, long inserted) {
		Map<BsonValue, BsonDocument> known = this.before.getOrDefault(collection, Map.of());
		Map<String, Integer> lost = new TreeMap<>();
		if (known.isEmpty()) {
			return lost;
		}
		BsonDocument ids = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(List.copyOf(known.keySet()))));
		Map<String, Integer> removed = new TreeMap<>();
		this.database.getCollection(collection, BsonDocument.class).find(ids).forEach((after) -> {
			BsonDocument old = known.get(after.get("_id"));
			if (old != null) {
				lost(leaves(old), leaves(after), true).forEach((path) -> lost.merge(path, 1, Integer::sum));
				lost(leaves(old), leaves(after), false).forEach((path) -> removed.merge(path, 1, Integer::sum));
			}
		});
		// A document of a log does not have the values of many others.
		removed.forEach((path, documents) -> {
			if (inserted < documents) {
				lost.put(path, documents);
			}
		});
		return lost;
	}

	/**
	 * Return the paths of a document whose values were lost: removed without that
	 * anything else was written, or overwritten by a value that was moved.
	 */
	static Set<String> lost(Map<String, BsonValue> before, Map<String, BsonValue> after, boolean moved) {
		Set<String> lost = new TreeSet<>();
		Set<BsonValue> present = new HashSet<>(after.values());
		List<String> removed = new ArrayList<>();
		before.forEach((path, value) -> {
			BsonValue now = after.get(path);
			if ((now == null || isEmpty(now)) && !present.contains(value) && !isEmpty(value)) {
				removed.add(path);
			}
		});
		boolean written = after.entrySet()
			.stream()
			.anyMatch((each) -> !isEmpty(each.getValue()) && !each.getValue().equals(before.get(each.getKey())));
		if (!written && !moved) {
			lost.addAll(removed);
		}
		Set<BsonValue> sources = new HashSet<>();
		before.forEach((path, value) -> {
			if (!after.containsKey(path)) {
				sources.add(value);
			}
		});
		after.forEach((path, value) -> {
			BsonValue old = before.get(path);
			if (old != null && !old.equals(value) && sources.contains(value) && !present.contains(old)
					&& !isEmpty(old)) {
				lost.add(path);
			}
		});
		return lost;
	}

	private static boolean isEmpty(BsonValue value) {
		return value.isNull() || (value.isString() && value.asString().getValue().isEmpty())
				|| (value.isDocument() && value.asDocument().isEmpty())
				|| (value.isArray() && value.asArray().isEmpty());
	}

	/**
	 * Return the values of a document by their paths. An array is one value.
	 */
	static Map<String, BsonValue> leaves(BsonDocument document) {
		Map<String, BsonValue> leaves = new LinkedHashMap<>();
		addLeaves("", document, leaves);
		leaves.remove("_id");
		return leaves;
	}

	private static void addLeaves(String prefix, BsonDocument document, Map<String, BsonValue> leaves) {
		document.forEach((name, value) -> {
			String path = prefix + name;
			if (value.isDocument() && !value.asDocument().isEmpty()) {
				addLeaves(path + ".", value.asDocument(), leaves);
			}
			else {
				leaves.put(path, value);
			}
		});
	}

}
