package io.monarch.transfer;

import java.util.Date;

import io.monarch.environment.MonarchException;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for buckets of versions of MongoDB that come after that of the target.
 */
@RealMongo
class BucketVersionsIntegrationTests {

	@ParameterizedTest
	@ValueSource(ints = { 99, 0 })
	void copyWhenTheTargetCannotReadABucketChangesNothing(int version, TestDatabase source) {
		source.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		source.collection("weather").insertOne(new Document("at", new Date(1_000_000_000_000L)));
		var buckets = source.database().getCollection("system.buckets.weather", BsonDocument.class);
		BsonDocument bucket = buckets.find().first();
		bucket.put("_id", new BsonObjectId(
				new ObjectId(bucket.getObjectId("_id").getValue().toHexString().substring(0, 8) + "f".repeat(16))));
		bucket.getDocument("control").put("version", new BsonInt32(version));
		buckets.insertOne(bucket);
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("dogs").insertOne(new Document("_id", 1));
			assertThatExceptionOfType(MonarchException.class).isThrownBy(
					() -> new EnvironmentCopier(new DatabaseReplacement(Copies.LOCKS)).copy(source.environment(),
							target.environment(), Selector.EVERYTHING, Copies.approval(target.environment()),
							new ReplacementOptions(true, false, false, false), new TransferListener() {
							}))
				.withMessageContaining("cannot read the buckets of the time-series collection 'weather'")
				.withMessageContaining("not of version " + version);
			assertThat(target.collection("dogs").countDocuments()).isOne();
		}
	}

}
