package io.monarch.transfer;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.WireStandIn;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for servers of MongoDB 8.3 and later, on a real MongoDB that looks like one:
 * whose time series have no collection of buckets, and whose indexes list the simple
 * collation.
 */
@RealMongo
class LaterServerIntegrationTests {

	@Test
	void copyWhenTheTimeSeriesOfTheSourceHaveNoBucketsIsRefused(TestDatabase source) {
		fill(source);
		source.collection("dogs").insertOne(new Document("x", 1));
		try (TestDatabase target = TestDatabase.create(); Later later = new Later(source)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(later.environments.get("later"), target.environment()))
				.withMessageContaining("'weather'")
				.withMessageContaining("'later'")
				.withMessageContaining("8.3");
			assertThat(target.database().listCollectionNames()).containsOnly("monarch_lock");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenTheTimeSeriesOfTheTargetWouldHaveNoBucketsIsRefused(boolean inPlace, TestDatabase source) {
		fill(source);
		source.collection("dogs").insertOne(new Document("x", 1));
		try (TestDatabase target = TestDatabase.create(); Later later = new Later(target)) {
			target.collection("dogs").insertOne(new Document("x", "old"));
			Map<String, String> before = Picture.of(target.database());
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(source.environment(), later.environments.get("later"), inPlace))
				.withMessageContaining("'weather'")
				.withMessageContaining("8.3");
			assertThat(Picture.of(target.database())).isEqualTo(before);
		}
	}

	/**
	 * Of version 1 too, for which servers refuse any collation.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenTheSourceListsSimpleCollationsIsEqual(boolean inPlace, TestDatabase source) {
		source.database().runCommand(Document.parse("{create: 'dogs', collation: {locale: 'de', strength: 2}}"));
		source.database().runCommand(Document.parse("{create: 'cats', idIndex: {v: 1, key: {_id: 1}, name: '_id_'}}"));
		for (String collection : List.of("dogs", "cats")) {
			source.database()
				.runCommand(new Document("createIndexes", collection).append("indexes",
						List.of(Document.parse("{key: {a: 1}, name: 'a', v: 2, collation: {locale: 'simple'}}"),
								Document.parse("{key: {b: 1}, name: 'b', v: 1}"))));
		}
		source.collection("dogs").insertOne(new Document("a", 1));
		try (TestDatabase target = TestDatabase.create(); Later later = new Later(source)) {
			Copies.copy(later.environments.get("later"), target.environment(), inPlace);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	private static void fill(TestDatabase database) {
		database.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		database.collection("weather").insertOne(new Document("at", new Date(0)));
	}

	/**
	 * A server as of a later version.
	 */
	private static final class Later implements AutoCloseable {

		private final WireStandIn wire;

		private final Environments environments;

		Later(TestDatabase database) {
			this.wire = new WireStandIn(new ConnectionString(database.uri()).getHosts().get(0), Later::answer);
			MongoClientSettings settings = MongoClientSettings.builder()
				.applyConnectionString(
						new ConnectionString("mongodb://" + this.wire.address() + "/?directConnection=true"))
				.build();
			this.environments = Environments
				.of(List.of(new EnvironmentSettings("later", settings, database.name(), null)), "later");
		}

		private static BsonDocument answer(BsonDocument command, WireStandIn.Server server) throws IOException {
			BsonDocument answer = server.ask();
			answer.remove("topologyVersion");
			switch (command.getFirstKey()) {
				case "listCollections" -> listCollections(answer);
				case "listIndexes" -> listIndexes(answer);
				default -> {
				}
			}
			return answer;
		}

		private static void listCollections(BsonDocument answer) {
			BsonArray listed = new BsonArray();
			for (BsonValue each : answer.getDocument("cursor").getArray("firstBatch")) {
				BsonDocument info = each.asDocument();
				if (info.getString("name").getValue().startsWith("system.buckets.")) {
					continue;
				}
				if (info.getString("type", new BsonString("")).getValue().equals("timeseries")
						&& info.containsKey("info")) {
					info.getDocument("info").append("uuid", new BsonBinary(new java.util.UUID(1, 2)));
				}
				listed.add(info);
			}
			answer.getDocument("cursor").put("firstBatch", listed);
		}

		private static void listIndexes(BsonDocument answer) {
			if (answer.containsKey("cursor")) {
				answer.getDocument("cursor").getArray("firstBatch").forEach((each) -> {
					if (!each.asDocument().containsKey("collation")) {
						each.asDocument().append("collation", new BsonDocument("locale", new BsonString("simple")));
					}
				});
			}
		}

		@Override
		public void close() {
			this.environments.close();
			this.wire.close();
		}

	}

}
