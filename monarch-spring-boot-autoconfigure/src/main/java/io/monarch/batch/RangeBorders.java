package io.monarch.batch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Divides a collection into ranges of about the same number of documents, by a sample.
 */
final class RangeBorders {

	private static final int SAMPLES = 50;

	/** Ranges for each thread, so that all threads end at about the same time. */
	private static final int RANGES = 4;

	/** The fewest documents that are worth a range. */
	private static final long FEW = 1000;

	private RangeBorders() {
	}

	/**
	 * Divide a collection.
	 * @param documents the approximate number of its documents
	 */
	static List<KeyRange> divide(MongoDatabase database, String collection, int threads, long documents) {
		int wanted = (threads == 1) ? 1 : (int) Math.min((long) threads * RANGES, documents / FEW);
		Set<BsonValue> borders = new LinkedHashSet<>();
		if (wanted > 1) {
			List<BsonValue> sample = sample(database, collection, wanted * SAMPLES);
			for (int i = 1; i < wanted && !sample.isEmpty(); i++) {
				borders.add(sample.get(i * sample.size() / wanted));
			}
		}
		List<KeyRange> ranges = new ArrayList<>();
		@Nullable BsonValue from = null;
		for (BsonValue border : borders) {
			ranges.add(new KeyRange(ranges.size() + 1, from, border, null, 0, false));
			from = border;
		}
		ranges.add(new KeyRange(ranges.size() + 1, from, null, null, 0, false));
		return ranges;
	}

	private static List<BsonValue> sample(MongoDatabase database, String collection, int size) {
		List<BsonValue> ids = new ArrayList<>();
		database.getCollection(collection, BsonDocument.class)
			.aggregate(List.of(Aggregates.sample(size), Aggregates.project(Projections.include("_id")),
					Aggregates.sort(Sorts.ascending("_id"))))
			.forEach((document) -> ids.add(document.get("_id")));
		return ids;
	}

}
