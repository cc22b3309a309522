package io.monarch.transfer;

import java.util.Date;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for copies between environments whose URIs have concerns that are meant for
 * applications, on a real MongoDB.
 */
@LongTest
@RealMongo
class UriConcernsIntegrationTests {

	@ParameterizedTest
	@ValueSource(strings = { "readConcernLevel=linearizable", "readConcernLevel=available", "readConcernLevel=snapshot",
			"w=0", "w=1&journal=false", "w=5", "w=customTag", "w=5&wtimeoutMS=1",
			"readPreference=secondaryPreferred&readConcernLevel=linearizable&w=0" })
	void copyWhenTheUrisHaveOtherConcernsIsEqual(String options, TestDatabase source) {
		source.collection("dogs").insertOne(new Document("x", 1));
		source.collection("dogs").createIndex(new Document("x", 1));
		source.collection("system.js").insertOne(new Document("_id", "f").append("value", 1));
		source.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		source.collection("weather").insertOne(new Document("at", new Date(0)));
		try (TestDatabase target = TestDatabase.create();
				Environments from = environments("from", source, options);
				Environments to = environments("to", target, options)) {
			Copies.copy(from.get("from"), to.get("to"));
			// Once more, over what is there.
			Copies.copy(from.get("from"), to.get("to"));
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			assertThat(target.database().listCollectionNames()).noneMatch((name) -> name.startsWith("monarch_s"));
		}
	}

	private static Environments environments(String name, TestDatabase database, String options) {
		String uri = database.uri() + (database.uri().contains("?") ? "&" : "?") + options;
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(uri))
			.build();
		return Environments.of(List.of(new EnvironmentSettings(name, settings, database.name(), null)), name);
	}

}
