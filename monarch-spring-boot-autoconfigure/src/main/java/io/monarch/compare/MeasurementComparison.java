package io.monarch.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoIterable;
import io.monarch.environment.Interruption;
import io.monarch.compare.CollectionComparison.Unit;
import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Compares a time series by its measurements, since equal measurements can be in
 * different buckets. A measurement is identified by its time, its metadata and its
 * {@code _id}, if it has one. The order of its fields depends on its bucket, so it does
 * not count.
 */
final class MeasurementComparison {

	private static final int BATCH = 1000;

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final CollectionPair pair;

	private final OpenSides sides;

	private final int limit;

	MeasurementComparison(CollectionPair pair, OpenSides sides, int limit) {
		this.pair = pair;
		this.sides = sides;
		this.limit = limit;
	}

	/**
	 * Compare the measurements.
	 * @param byBuckets the comparison of the buckets
	 * @return the comparison, or that of the buckets if a side has no measurements to
	 * read
	 */
	CollectionComparison compare(CollectionComparison byBuckets) throws InterruptedException {
		LockStep step = new LockStep();
		Tally tally = new Tally(this.limit);
		try (UnmatchedDocuments unmatched = new UnmatchedDocuments()) {
			List<Workers.Work> readers = new ArrayList<>();
			for (Side side : Side.values()) {
				CollectionDefinition series = this.pair.definition(side);
				MongoIterable<BsonDocument> measurements = this.sides.get(side).measurements(series);
				if (measurements == null) {
					return byBuckets;
				}
				readers.add(() -> read(side, series, measurements, step, unmatched));
			}
			Workers.run(readers, Side.values().length);
			unmatched.forEachGroup(tally::add);
		}
		return new CollectionComparison(byBuckets.name(), step.read(Side.A), step.read(Side.B), tally.onlyA(),
				tally.onlyB(), tally.different(), byBuckets.definitions(), tally.examples(), Unit.MEASUREMENTS);
	}

	private void read(Side side, CollectionDefinition series, MongoIterable<BsonDocument> measurements, LockStep step,
			UnmatchedDocuments unmatched) throws InterruptedException {
		Fingerprints fingerprints = new Fingerprints();
		List<Fingerprint> prints = new ArrayList<>();
		List<BsonValue> ids = new ArrayList<>();
		try (MongoCursor<BsonDocument> cursor = measurements.iterator()) {
			while (cursor.hasNext()) {
				BsonDocument sorted = new BsonDocument();
				new TreeMap<>(cursor.next()).forEach(sorted::put);
				BsonDocument id = identity(sorted, series);
				prints.add(fingerprints.of(id, new RawBsonDocument(sorted, CODEC)));
				ids.add(id);
				if (ids.size() == BATCH || !cursor.hasNext()) {
					unmatched.add(side, prints, ids);
					step.read(side, ids.size());
					prints = new ArrayList<>();
					ids = new ArrayList<>();
				}
			}
		}
		catch (MongoException ex) {
			if (Interruption.isPending()) {
				throw new InterruptedException();
			}
			throw this.sides.get(side).failure(ex);
		}
		step.end(side);
	}

	private static BsonDocument identity(BsonDocument measurement, CollectionDefinition series) {
		BsonDocument options = series.options().getDocument("timeseries");
		BsonDocument identity = new BsonDocument();
		put(identity, measurement, options.get("timeField"));
		put(identity, measurement, options.get("metaField"));
		put(identity, measurement, new BsonString("_id"));
		return identity;
	}

	private static void put(BsonDocument identity, BsonDocument measurement, @Nullable BsonValue field) {
		BsonValue value = (field instanceof BsonString name) ? measurement.get(name.getValue()) : null;
		if (field != null && value != null) {
			identity.put(field.asString().getValue(), value);
		}
	}

}
