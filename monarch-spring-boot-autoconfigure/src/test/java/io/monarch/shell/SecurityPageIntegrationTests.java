package io.monarch.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Date;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the commands with the roles of {@code docs/security.md}, as they stand there.
 */
@LongTest
@TestInstance(Lifecycle.PER_CLASS)
class SecurityPageIntegrationTests {

	private TestReplicaSet server;

	private MongoClient admin;

	private CommandHarness shell;

	@BeforeAll
	void start(@TempDir Path folder) throws IOException {
		Path key = Files.writeString(folder.resolve("key"), "c2VjcmV0IG9mIGEgdGVzdA==");
		Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
		this.server = TestReplicaSet.start(1, "--keyFile", key.toString());
		TestStandalone.createAdmin(this.server.uri(), "x");
		this.admin = MongoClients.create(uri("admin", "admin"));
		List<Document> roles = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
			.matcher(Files.readString(Path.of("..", "docs", "security.md")))
			.results()
			.map((MatchResult result) -> Document.parse(result.group(1)))
			.toList();
		assertThat(roles).hasSize(3);
		for (Document role : roles) {
			this.admin.getDatabase("admin").runCommand(role);
			this.admin.getDatabase("admin")
				.runCommand(new Document("createUser", role.getString("createRole")).append("pwd", "x")
					.append("roles", List.of(role.getString("createRole"))));
		}
		this.shell = new CommandHarness(
				List.of(settings("reader", "monarchReader", "shop"), settings("migrator", "monarchMigrator", "shop"),
						settings("writer", "monarchWriter", "shop"), settings("other", "admin", "other")),
				folder, First.class);
		shop().getCollection("dogs").insertOne(new Document("_id", 1));
		shop().getCollection("dogs").createIndex(new Document("name", 1));
	}

	@AfterAll
	void stop() {
		this.shell.close();
		this.admin.close();
		this.server.close();
	}

	@Test
	void readerListsBacksUpAndIsCopiedFrom() {
		run(0, "list-migrations reader");
		run(0, "backup reader");
		run(0, "copy-db reader:other --yes");
		assertThat(this.admin.getDatabase("other").getCollection("dogs").countDocuments())
			.isEqualTo(shop().getCollection("dogs").countDocuments());
		for (String line : List.of("migrate reader", "drop-db reader --yes", "copy-db other:reader --yes")) {
			run(1, line);
			assertThat(this.shell.err()).contains("The user of environment 'reader'", "lacks a privilege")
				.doesNotContain("clusterTime", "lsid");
		}
	}

	@Test
	void migratorMigratesAndRollsBackAndMarksAndUnlocks() {
		run(0, "migrate migrator");
		run(0, "list-migrations migrator");
		run(0, "rollback 1_first migrator --yes");
		run(0, "migrate-one 1_first migrator");
		run(0, "mark 1_first migrator --as new");
		run(0, "unlock migrator --yes");
		run(1, "drop-db migrator --yes");
	}

	@Test
	void writerIsCopiedToAndRestoredAndDropped() {
		this.admin.getDatabase("other").drop();
		this.admin.getDatabase("other").getCollection("cats").insertOne(new Document("_id", 1));
		this.admin.getDatabase("other").getCollection("cats").createIndex(new Document("name", 1));
		this.admin.getDatabase("other").createView("few", "cats", List.of(new Document("$limit", 1)));
		shop().createView("few", "cats", List.of());
		storedAsItIs(this.admin.getDatabase("other"));
		run(0, "copy-db other:writer --yes");
		assertThat(shop().listCollectionNames()).contains("cats", "few").doesNotContain("dogs");
		run(0, "backup other");
		String backup = this.shell.out().strip();
		run(0, "drop-db writer --yes");
		assertThat(shop().getCollection("cats").countDocuments()).isZero();
		run(0, "restore " + backup + ":writer --yes");
		assertThat(shop().getCollection("cats").countDocuments()).isOne();
		run(0, "restore " + backup + ":writer --yes --in-place");
		assertThat(shop().getCollection("cats").countDocuments()).isOne();
	}

	/**
	 * Collections whose documents a server lets only some users read and write as they
	 * are stored.
	 */
	@Test
	void readerAndWriterCopyTimeSeriesAndFunctions() {
		storedAsItIs(shop());
		run(0, "copy-db reader:other --yes");
		run(0, "backup reader");
		String backup = this.shell.out().strip();
		shop().getCollection("weather").drop();
		storedAsItIs(shop());
		run(0, "restore " + backup + ":writer --yes");
		run(0, "restore " + backup + ":writer --yes --in-place");
		run(0, "recover writer");
		assertThat(shop().getCollection("weather").countDocuments()).isOne();
		assertThat(shop().getCollection("system.js").countDocuments()).isOne();
	}

	private static void storedAsItIs(MongoDatabase database) {
		database.getCollection("weather").drop();
		database.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		database.getCollection("weather").insertOne(new Document("at", new Date(1)));
		database.getCollection("system.js")
			.replaceOne(new Document("_id", "f"), new Document("value", 1), new ReplaceOptions().upsert(true));
		database.getCollection("log").drop();
		database.runCommand(new Document("create", "log").append("capped", true).append("size", 4096));
	}

	private MongoDatabase shop() {
		return this.admin.getDatabase("shop");
	}

	private void run(int code, String line) {
		assertThat(this.shell.run(line.split(" "))).as(() -> line + "\n" + this.shell.err()).isEqualTo(code);
	}

	private EnvironmentSettings settings(String name, String user, String database) {
		return CommandHarness.settings(name, uri(user, database), Protection.OPEN);
	}

	private String uri(String user, String database) {
		String uri = this.server.uri(database).replace("mongodb://", "mongodb://" + user + ":x@");
		return uri + (uri.contains("?") ? "&" : "?") + "authSource=admin";
	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.say("nothing to do");
		}

		@Override
		public void rollback(MigrationContext context) {
			context.say("nothing to undo");
		}

	}

}
