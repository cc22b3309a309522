package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.SinceMongo6;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CollectionLoader} on a real MongoDB.
 */
@EveryServer
@RealMongo
class CollectionLoaderIntegrationTests {

	@Test
	@SinceMongo6
	void finishWhenTheEndOfACappedCollectionIsLostIsRefused(TestDatabase target) throws InterruptedException {
		target.database()
			.runCommand(new Document("create", "log").append("capped", true).append("size", 65536).append("max", 100));
		CollectionLoader log = staged(target, "log", BsonDocument.parse("{capped: true, size: 65536, max: 100}"),
				List.of());
		write(log, 120);
		target.collection("log").deleteOne(new Document("_id", 119));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(log::finish)
			.withMessageContaining("'log' arrived incomplete")
			.withMessageContaining("99 of 120 documents");
	}

	/**
	 * Deleting some is what the server does when they have expired.
	 */
	@Test
	void requireStillCompleteWhenSomeHaveExpiredIsContent(TestDatabase target) throws InterruptedException {
		CollectionLoader sessions = staged(target, "sessions", new BsonDocument(),
				List.of(BsonDocument.parse("{v: 2, key: {at: 1}, name: 'ttl', expireAfterSeconds: 3600}")));
		CollectionLoader dogs = staged(target, "dogs", new BsonDocument(), List.of());
		for (CollectionLoader each : List.of(sessions, dogs)) {
			write(each, 5);
			assertThat(each.finish().documents()).isEqualTo(5);
			target.collection(each.stored()).deleteOne(new Document("_id", 2));
		}
		sessions.requireStillComplete();
		assertThatExceptionOfType(MonarchException.class).isThrownBy(dogs::requireStillComplete)
			.withMessageContaining("'dogs' arrived incomplete");
	}

	/**
	 * Nothing expires in the staging collection, whatever the collection will do.
	 */
	@Test
	void requireStillCompleteWhenAStagedTimeSeriesHasLostSomeIsRefused(TestDatabase target)
			throws InterruptedException {
		for (String name : List.of("weather", "staged")) {
			target.database()
				.runCommand(new Document("create", name).append("timeseries",
						new Document("timeField", "at").append("metaField", "place")));
		}
		for (int i = 0; i < 5; i++) {
			target.collection("weather").insertOne(new Document("at", new Date(0)).append("place", i));
		}
		List<RawBsonDocument> buckets = target.database()
			.getCollection("system.buckets.weather", RawBsonDocument.class)
			.find()
			.into(new ArrayList<>());
		CollectionLoader weather = new CollectionLoader(target.environment(), target.database(),
				new CollectionDefinition("weather", CollectionDefinition.Kind.TIME_SERIES,
						BsonDocument.parse("{timeseries: {timeField: 'at'}, expireAfterSeconds: 3600}"), List.of(), "",
						0, 0),
				"staged", false);
		weather.part().write(DocumentBatch.of(buckets));
		weather.requireStillComplete();
		target.collection("system.buckets.staged").deleteOne(new Document("_id", buckets.get(0).get("_id")));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(weather::requireStillComplete)
			.withMessageContaining("'weather' arrived incomplete");
	}

	/**
	 * The measurement of that time that the server finds first is of another bucket,
	 * which it can read. MongoDB 5.0 does not look at the version of a bucket, and reads
	 * this one, whose values are not compressed.
	 */
	@ParameterizedTest
	@SinceMongo6
	@ValueSource(strings = { "{}", "{metaField: 'place'}" })
	void finishWhenAnotherBucketHasTheTimeOfAnUnreadableOneIsRefused(String meta, TestDatabase target)
			throws InterruptedException {
		BsonDocument series = new BsonDocument("timeField", new BsonString("at"));
		series.putAll(BsonDocument.parse(meta));
		for (String name : List.of("weather", "staged")) {
			target.database().runCommand(new Document("create", name).append("timeseries", series));
		}
		target.collection("weather")
			.insertMany(List.of(new Document("at", new Date(1_000_000_000_000L)),
					new Document("at", new Date(1_000_000_010_000L))));
		BsonDocument bucket = target.database()
			.getCollection("system.buckets.weather", BsonDocument.class)
			.find()
			.first();
		BsonDocument unreadable = bucket.clone();
		unreadable.put("_id", new BsonObjectId(
				new ObjectId(bucket.getObjectId("_id").getValue().toHexString().substring(0, 8) + "f".repeat(16))));
		unreadable.getDocument("control").put("version", new BsonInt32(2));
		unreadable.getDocument("control").put("count", new BsonInt32(1));
		CollectionLoader weather = new CollectionLoader(target.environment(), target.database(),
				new CollectionDefinition("weather", CollectionDefinition.Kind.TIME_SERIES,
						new BsonDocument("timeseries", series), List.of(), "", 0, 0),
				"staged", false);
		weather.part()
			.write(DocumentBatch.of(Stream.of(bucket, unreadable)
				.map((each) -> new RawBsonDocument(each, new org.bson.codecs.BsonDocumentCodec()))
				.toList()));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(weather::finish)
			.withMessageContaining("cannot read the buckets")
			.withMessageContaining("'weather'");
	}

	private static CollectionLoader staged(TestDatabase target, String name, BsonDocument options,
			List<BsonDocument> indexes) {
		return new CollectionLoader(target.environment(), target.database(),
				new CollectionDefinition(name, CollectionDefinition.Kind.COLLECTION, options, indexes, "", 0, 0), name,
				true);
	}

	private static void write(CollectionLoader collection, int documents) throws InterruptedException {
		List<RawBsonDocument> batch = IntStream.range(0, documents)
			.mapToObj((i) -> new RawBsonDocument(new BsonDocument("_id", new BsonInt32(i)),
					new org.bson.codecs.BsonDocumentCodec()))
			.toList();
		collection.part().write(new DocumentBatch(batch, 1));
	}

}
