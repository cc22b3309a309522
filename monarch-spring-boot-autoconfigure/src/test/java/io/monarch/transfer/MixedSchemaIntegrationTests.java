package io.monarch.transfer;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.WireStandIn;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for time series with values of different types, on a real MongoDB that looks like
 * a later one: which takes their buckets only after it was asked to.
 */
@RealMongo
class MixedSchemaIntegrationTests {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenTheTargetRefusesBucketsOfMixedTypesAllowsThem(boolean inPlace, TestDatabase source) {
		fill(source);
		try (TestDatabase target = TestDatabase.create(); Strict strict = new Strict(target)) {
			Copies.copy(source.environment(), strict.environments.get("strict"), inPlace);
			assertThat(strict.allowed).isTrue();
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	/**
	 * Without a transaction, what comes before the bucket that is refused arrives.
	 */
	@Test
	void copyWhenAServerWithoutTransactionsRefusesTheSecondBucketIsComplete(TestDatabase source) {
		fill(source);
		try (TestDatabase target = TestDatabase.create(); Strict strict = new Strict(target)) {
			strict.standalone = true;
			Copies.copy(source.environment(), strict.environments.get("strict"));
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	private static void fill(TestDatabase database) {
		database.database()
			.runCommand(new Document("create", "weather").append("timeseries",
					new Document("timeField", "at").append("metaField", "place")));
		database.collection("weather").createIndex(new Document("place", 1).append("at", 1));
		database.collection("weather")
			.insertMany(List.of(new Document("at", new Date(0)).append("place", 1).append("x", 1),
					new Document("at", new Date(90_000_000)).append("place", 2).append("x", 1)));
	}

	/**
	 * A server that refuses the second bucket of each collection until it is changed.
	 */
	private static final class Strict implements AutoCloseable {

		private final WireStandIn wire;

		private final Environments environments;

		private final AtomicBoolean allowed = new AtomicBoolean();

		private volatile boolean standalone;

		Strict(TestDatabase database) {
			this.wire = new WireStandIn(new ConnectionString(database.uri()).getHosts().get(0), this::answer);
			MongoClientSettings settings = MongoClientSettings.builder()
				.applyConnectionString(
						new ConnectionString("mongodb://" + this.wire.address() + "/?directConnection=true"))
				.build();
			this.environments = Environments
				.of(List.of(new EnvironmentSettings("strict", settings, database.name(), null)), "strict");
		}

		private BsonDocument answer(BsonDocument command, WireStandIn.Server server) throws IOException {
			switch (command.getFirstKey()) {
				case "create" -> this.allowed.set(false);
				case "collMod" -> {
					if (command.containsKey("timeseriesBucketsMayHaveMixedSchemaData")) {
						this.allowed.set(true);
						return new BsonDocument("ok", new BsonInt32(1));
					}
				}
				default -> {
				}
			}
			BsonDocument answer = server.ask();
			if (this.standalone) {
				List.of("setName", "setVersion", "hosts", "me", "primary", "topologyVersion").forEach(answer::remove);
			}
			if (command.getFirstKey().equals("insert") && !this.allowed.get() && answer.getNumber("n").intValue() == 2
					&& command.getString("insert").getValue().startsWith("system.buckets.")) {
				answer.put("n", new BsonInt32(1));
				answer.put("writeErrors",
						new BsonArray(
								List.of(new BsonDocument("index", new BsonInt32(1)).append("code", new BsonInt32(408))
									.append("errmsg", new BsonString("mixed schema")))));
			}
			return answer;
		}

		@Override
		public void close() {
			this.environments.close();
			this.wire.close();
		}

	}

}
