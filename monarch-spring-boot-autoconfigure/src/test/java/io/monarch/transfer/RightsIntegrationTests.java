package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for copies by users that lack a right, on a server that checks rights.
 */
@EveryServer
class RightsIntegrationTests {

	private static TestStandalone server;

	private static MongoClient admin;

	@BeforeAll
	static void start() {
		server = TestStandalone.startWithAdmin("x");
		admin = MongoClients.create(uri("admin", "admin"));
		admin.getDatabase("source").getCollection("dogs").insertOne(new Document("x", 1));
		admin.getDatabase("source").getCollection("secrets").insertOne(new Document("x", 1));
		admin.getDatabase("target").getCollection("dogs").insertOne(new Document("old", true));
		List<String> read = List.of("find", "listIndexes", "collStats");
		user("partly", privilege("source", "", "listCollections", "dbStats"), privilege("source", "dogs", read),
				privilege("source", "secrets", "listIndexes", "collStats"),
				privilege("source", "monarch_lock", "find"));
		user("whole",
				privilege("source", "", List.of("listCollections", "dbStats", "find", "listIndexes", "collStats")));
		user("nodrop", privilege("target", "", List.of("listCollections", "dbStats", "find", "insert", "update",
				"remove", "createCollection", "createIndex", "listIndexes", "collStats")));
		user("nochange",
				privilege("target", "",
						List.of("listCollections", "dbStats", "find", "insert", "update", "remove", "createCollection",
								"createIndex", "listIndexes", "collStats", "dropCollection", "renameCollectionSameDB",
								"bypassDocumentValidation")));
		user("full",
				privilege("target", "",
						List.of("listCollections", "dbStats", "find", "insert", "update", "remove", "createCollection",
								"createIndex", "listIndexes", "collStats", "dropCollection", "renameCollectionSameDB",
								"collMod", "bypassDocumentValidation")));
	}

	@AfterAll
	static void stop() {
		admin.close();
		server.close();
	}

	@Test
	void copyWhenUserMayDoAllThatItTakesCompletes() {
		try (Environments environments = environments("whole", "full")) {
			Copies.copy(environments.get("source"), environments.get("target"));
			assertThat(admin.getDatabase("target").getCollection("secrets").countDocuments()).isOne();
		}
		finally {
			MongoDatabase target = admin.getDatabase("target");
			target.drop();
			target.getCollection("dogs").insertOne(new Document("old", true));
		}
	}

	@Test
	void copyWhenSourceUserMayNotReadACollectionNamesItAndChangesNothing() {
		assertRefused("partly", "full", "source", "secrets");
	}

	@Test
	void copyWhenTargetUserMayNotDropSaysSoAndChangesNothing() {
		assertRefused("whole", "nodrop", "target", "drop");
	}

	@Test
	void copyWhenTargetUserMayNotChangeViewsSaysSoAndChangesNothing() {
		assertRefused("whole", "nochange", "target", "collMod");
	}

	private static void assertRefused(String reader, String writer, String environment, String what) {
		try (Environments environments = environments(reader, writer)) {
			assertThatExceptionOfType(EnvironmentException.class)
				.isThrownBy(() -> Copies.copy(environments.get("source"), environments.get("target")))
				.withMessageContaining("The user of environment '" + environment + "'")
				.withMessageContaining("lacks a privilege")
				.withMessageContaining(what);
		}
		assertThat(admin.getDatabase("target").listCollectionNames().into(new ArrayList<>()))
			.containsExactlyInAnyOrder("dogs", "monarch_lock");
		assertThat(admin.getDatabase("target").getCollection("dogs").find().first()).containsEntry("old", true);
	}

	private static Environments environments(String reader, String writer) {
		return Environments.of(List.of(settings("source", reader), settings("target", writer)), "source");
	}

	private static EnvironmentSettings settings(String name, String user) {
		return new EnvironmentSettings(name,
				MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri(user, "admin"))).build(),
				name, null);
	}

	private static String uri(String user, String database) {
		return server.uri(database).replace("mongodb://", "mongodb://" + user + ":x@") + "?authSource=admin";
	}

	private static void user(String name, Document... privileges) {
		admin.getDatabase("admin")
			.runCommand(new Document("createRole", name).append("privileges", List.of(privileges))
				.append("roles", List.of()));
		admin.getDatabase("admin")
			.runCommand(new Document("createUser", name).append("pwd", "x").append("roles", List.of(name)));
	}

	private static Document privilege(String database, String collection, String... actions) {
		return privilege(database, collection, List.of(actions));
	}

	private static Document privilege(String database, String collection, List<String> actions) {
		return new Document("resource", new Document("db", database).append("collection", collection)).append("actions",
				actions);
	}

}
