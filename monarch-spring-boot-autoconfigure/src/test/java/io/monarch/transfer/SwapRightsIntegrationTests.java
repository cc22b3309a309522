package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the rights that only a swap takes: to write buckets of time series and stored
 * functions as they are.
 */
@LongTest
class SwapRightsIntegrationTests {

	private static TestStandalone server;

	private static MongoClient admin;

	@BeforeAll
	static void start() {
		server = TestStandalone.startWithAdmin("x");
		admin = MongoClients.create(uri("admin"));
		Document all = privilege(new Document("db", "target").append("collection", ""), "listCollections", "dbStats",
				"find", "insert", "update", "remove", "createCollection", "createIndex", "listIndexes", "collStats",
				"dropCollection", "renameCollectionSameDB", "collMod", "bypassDocumentValidation", "convertToCapped");
		Document buckets = privilege(new Document("db", "target").append("system_buckets", ""), "find", "insert",
				"update", "remove");
		Document functions = privilege(new Document("db", "target").append("collection", "system.js"), "find", "insert",
				"update", "remove");
		user("writer", List.of(all));
		user("writer-of-all", List.of(all, buckets, functions));
		admin.getDatabase("admin")
			.runCommand(new Document("createUser", "read-write").append("pwd", "x")
				.append("roles", List.of(new Document("role", "readWrite").append("db", "target"),
						new Document("role", "dbAdmin").append("db", "target"))));
	}

	@AfterAll
	static void stop() {
		admin.close();
		server.close();
	}

	@BeforeEach
	void fill() {
		for (String name : List.of("source", "target")) {
			admin.getDatabase(name).drop();
			admin.getDatabase(name).getCollection("dogs").insertOne(new Document("of", name));
			admin.getDatabase(name).getCollection(name + "s").insertOne(new Document("of", name));
		}
	}

	@ParameterizedTest
	@CsvSource({ "writer,false", "writer,true", "read-write,false", "read-write,true" })
	void copyOfATimeSeriesWhenTargetUserMayNotWriteBucketsChangesNothing(String user, boolean inPlace) {
		timeSeries("source");
		assertRefused(user, inPlace, "system.buckets.");
	}

	@ParameterizedTest
	@CsvSource({ "writer,false", "writer,true" })
	void copyOfAFunctionWhenTargetUserMayNotWriteFunctionsChangesNothing(String user, boolean inPlace) {
		admin.getDatabase("source").getCollection("system.js").insertOne(new Document("_id", "f").append("value", 1));
		assertRefused(user, inPlace, "system.js");
	}

	@ParameterizedTest
	@CsvSource({ "writer,false", "writer,true" })
	void copyOverAFunctionWhenTargetUserMayNotDeleteFunctionsChangesNothing(String user, boolean inPlace) {
		admin.getDatabase("target").getCollection("system.js").insertOne(new Document("_id", "f").append("value", 1));
		assertRefused(user, inPlace, "system.js");
	}

	@ParameterizedTest
	@CsvSource({ "writer-of-all,false", "writer-of-all,true" })
	void copyWhenTargetUserMayWriteAllOfItCompletes(String user, boolean inPlace) {
		for (String name : List.of("source", "target")) {
			timeSeries(name);
			admin.getDatabase(name).getCollection("system.js").insertOne(new Document("_id", name).append("value", 1));
		}
		admin.getDatabase("source")
			.runCommand(new Document("create", "log").append("capped", true).append("size", 4096));
		try (Environments environments = environments(user)) {
			Copies.copy(environments.get("source"), environments.get("target"), inPlace);
		}
		assertThat(Picture.of(admin.getDatabase("target"))).isEqualTo(Picture.of(admin.getDatabase("source")));
	}

	private static void assertRefused(String user, boolean inPlace, String what) {
		MongoDatabase target = admin.getDatabase("target");
		Map<String, String> before = Picture.of(target);
		try (Environments environments = environments(user)) {
			assertThatExceptionOfType(EnvironmentException.class)
				.isThrownBy(() -> Copies.copy(environments.get("source"), environments.get("target"), inPlace))
				.withMessageContaining("The user of environment 'target'")
				.withMessageContaining("lacks a privilege")
				.withMessageContaining(what);
		}
		assertThat(Picture.of(target)).isEqualTo(before);
		assertThat(target.listCollectionNames().into(new ArrayList<>()))
			.noneMatch((name) -> name.contains("monarch_staging"));
	}

	private static void timeSeries(String database) {
		admin.getDatabase(database)
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		admin.getDatabase(database).getCollection("weather").insertOne(new Document("at", new Date(1)));
	}

	private static Environments environments(String user) {
		return Environments.of(List.of(settings("source", "admin"), settings("target", user)), "source");
	}

	private static EnvironmentSettings settings(String name, String user) {
		return new EnvironmentSettings(name,
				MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri(user))).build(), name,
				null);
	}

	private static String uri(String user) {
		return server.uri("admin").replace("mongodb://", "mongodb://" + user + ":x@") + "?authSource=admin";
	}

	private static void user(String name, List<Document> privileges) {
		admin.getDatabase("admin")
			.runCommand(new Document("createRole", name).append("privileges", privileges).append("roles", List.of()));
		admin.getDatabase("admin")
			.runCommand(new Document("createUser", name).append("pwd", "x").append("roles", List.of(name)));
	}

	private static Document privilege(Document resource, String... actions) {
		return new Document("resource", resource).append("actions", List.of(actions));
	}

}
