package io.monarch.transfer;

import java.util.Date;
import java.util.List;

import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for copies of what expires to a server that looks for that every second.
 */
@LongTest
class ExpiryIntegrationTests {

	private static TestReplicaSet server;

	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1, "--setParameter", "ttlMonitorSleepSecs=1");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenAClusteredCollectionHasExpiredIsNotTakenForIncomplete(boolean inPlace) {
		copySlowly(new Document("create", "expired").append("clusteredIndex",
				new Document("key", new Document("_id", 1)).append("unique", true)), inPlace);
	}

	@Test
	void copyInPlaceWhenATimeSeriesHasExpiredIsNotTakenForIncomplete() {
		copySlowly(new Document("create", "expired").append("timeseries", new Document("timeField", "at")), true);
	}

	/**
	 * Copy what has expired for long, so slowly that the server would delete it before it
	 * is counted.
	 */
	private static void copySlowly(Document create, boolean inPlace) {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(server.uri())) {
			source.database().runCommand(create);
			source.collection("expired")
				.insertMany(List.of(
						new Document("_id", new Date(1_600_000_000_001L)).append("at", new Date(1_600_000_000_001L)),
						new Document("_id", new Date(1_600_000_000_002L)).append("at", new Date(1_600_000_000_002L))));
			ChangedSource.of(source, ExpiryIntegrationTests::expiring).slowly().inPlace(inPlace).replace(target);
			assertThat(Catalogue.find(target.database(), "expired").expiry()).isEqualTo(new BsonInt64(3600));
		}
	}

	private static CollectionDefinition expiring(CollectionDefinition each) {
		BsonDocument options = each.options().clone().append("expireAfterSeconds", new BsonInt64(3600));
		return new CollectionDefinition(each.name(), each.kind(), options, each.indexes(), each.uuid(),
				each.documents(), each.bytes());
	}

}
