package io.monarch.transfer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.monarch.queryset.Selection;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A part of a collection: by the order of {@code _id}, which the server defines for
 * values of any and of mixed types, or by a query.
 *
 * @param from the first {@code _id}, or {@code null} for the very first
 * @param to the {@code _id} before which it ends, or {@code null} for the very last
 * @param query what finds its documents, or {@code null} for all
 */
record Range(@Nullable BsonValue from, @Nullable BsonValue to, Selection.@Nullable Query query) {

	/** The whole of a collection. */
	static final Range WHOLE = new Range(null, null, null);

	/** What a document takes beside its bytes. */
	private static final long OVERHEAD = 100;

	/** A sample of this many a range makes ranges of about one size. */
	private static final int SAMPLES = 20;

	private static final long MAXIMUM = 256;

	static Range of(Selection.Query query) {
		return new Range(null, null, query);
	}

	/**
	 * Divide a collection into ranges of about one size.
	 */
	static List<Range> divide(MongoDatabase database, CollectionDefinition collection, long partBytes) {
		long wanted = Math.min(MAXIMUM, (collection.bytes() + collection.documents() * OVERHEAD) / partBytes);
		// The server finds a small sample by chance, and a large one by reading all.
		long samples = Math.min(wanted * SAMPLES, collection.documents() / SAMPLES);
		if (wanted < 2 || samples < wanted || collection.isCapped() || collection.kind() == Kind.TIME_SERIES) {
			return List.of(WHOLE);
		}
		List<BsonValue> ids = sample(database, collection.name(), (int) samples);
		if (ids.isEmpty()) { // emptied or dropped since the catalogue was read
			return List.of(WHOLE);
		}
		Set<BsonValue> borders = new LinkedHashSet<>();
		for (int i = 1; i < wanted; i++) {
			borders.add(ids.get((int) ((long) i * ids.size() / wanted)));
		}
		List<Range> ranges = new ArrayList<>();
		BsonValue from = null;
		for (BsonValue border : borders) {
			ranges.add(new Range(from, border, null));
			from = border;
		}
		ranges.add(new Range(from, null, null));
		return List.copyOf(ranges);
	}

	private static List<BsonValue> sample(MongoDatabase database, String collection, int samples) {
		List<BsonValue> ids = new ArrayList<>();
		database.getCollection(collection, BsonDocument.class)
			.aggregate(List.of(Aggregates.sample(samples), Aggregates.project(Projections.include("_id")),
					Aggregates.sort(Sorts.ascending("_id"))))
			.forEach((document) -> ids.add(document.get("_id")));
		return ids;
	}

}
