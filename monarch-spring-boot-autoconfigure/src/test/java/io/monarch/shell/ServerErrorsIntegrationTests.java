package io.monarch.shell;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the commands say when a server refuses or is not there: in the words of
 * an administrator, with the name of the environment.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ServerErrorsIntegrationTests {

	private static final String SECRET = "s3cr3t-of-a-test";

	private TestStandalone server;

	private CommandHarness shell;

	private String backup = "";

	@BeforeAll
	void start(@TempDir Path folder) throws IOException {
		this.server = TestStandalone.startWithAdmin(SECRET);
		String host = this.server.uri("dogs").replaceFirst("mongodb://([^/]+)/.*", "$1");
		String uri = "mongodb://%s:" + SECRET + "%s@" + host + "/dogs?authSource=admin&directConnection=true";
		try (MongoClient client = MongoClients.create(uri.formatted("admin", ""))) {
			client.getDatabase("admin")
				.runCommand(new Document("createUser", "reader").append("pwd", SECRET)
					.append("roles", List.of(new Document("role", "read").append("db", "dogs"))));
			client.getDatabase("admin")
				.runCommand(new Document("createUser", "nobody").append("pwd", SECRET).append("roles", List.of()));
			client.getDatabase("dogs").getCollection("dogs").insertOne(new Document("_id", 1));
		}
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("good", uri.formatted("admin", ""), Protection.OPEN),
						CommandHarness.settings("other", uri.formatted("admin", "").replace("/dogs", "/other"),
								Protection.OPEN),
						CommandHarness.settings("reader", uri.formatted("reader", ""), Protection.OPEN),
						CommandHarness.settings("nobody", uri.formatted("nobody", ""), Protection.OPEN),
						CommandHarness.settings("wrong", uri.formatted("admin", "x"), Protection.OPEN),
						CommandHarness.settings("gone",
								"mongodb://ann:" + SECRET + "@127.0.0.1:" + port + "/dogs?serverSelectionTimeoutMS=300",
								Protection.OPEN)),
				folder, First.class);
		assertThat(this.shell.run("backup", "good")).as(() -> this.shell.err()).isZero();
		this.backup = this.shell.out().strip();
	}

	@AfterAll
	void stop() {
		this.shell.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "list-migrations wrong", "migrate wrong", "migrate-one 1_first wrong",
			"mark 1_first wrong --as completed", "unlock wrong --yes", "copy-db wrong:good --yes",
			"copy-db good:wrong --yes", "backup wrong", "restore BACKUP:wrong --yes", "drop-db wrong --yes" })
	void userOrPasswordThatIsWrong(String line) {
		assertThat(run(line)).isEqualTo(2);
		assertSaid("'wrong'", "rejects the user or password");
	}

	@ParameterizedTest
	@ValueSource(strings = { "list-migrations gone", "migrate gone", "backup gone", "copy-db good:gone --yes",
			"restore BACKUP:gone --yes", "drop-db gone --yes", "unlock gone --yes" })
	void serverThatIsNotThere(String line) {
		assertThat(run(line)).isEqualTo(2);
		assertSaid("'gone'", "cannot be reached");
	}

	@ParameterizedTest
	@ValueSource(strings = { "list-migrations nobody", "migrate nobody", "backup nobody", "copy-db nobody:other --yes",
			"drop-db nobody --yes", "restore BACKUP:nobody --yes", "unlock nobody --yes" })
	void userWhoMayNothing(String line) {
		assertThat(run(line)).isIn(1, 2);
		assertSaid("'nobody'", "lacks a privilege");
	}

	@ParameterizedTest
	@ValueSource(strings = { "migrate reader", "mark 1_first reader --as completed", "drop-db reader --yes",
			"restore BACKUP:reader --yes" })
	void userWhoMayOnlyRead(String line) {
		assertThat(run(line)).isEqualTo(1);
		assertSaid("'reader'", "lacks a privilege");
	}

	@Test
	void readingNeedsNoMoreThanToRead() {
		assertThat(run("list-migrations reader")).as(() -> this.shell.err()).isZero();
		assertThat(run("backup reader --output json")).as(() -> this.shell.err()).isZero();
	}

	private int run(String line) {
		return this.shell.run(line.replace("BACKUP", this.backup).split(" "));
	}

	private void assertSaid(String environment, String what) {
		assertThat(this.shell.err()).containsIgnoringCase(environment)
			.contains(what)
			.doesNotContain(SECRET, "Exception", "\tat ", "MongoCommand");
		assertThat(this.shell.out()).doesNotContain(SECRET);
	}

	@Migration("1_first")
	static class First implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().getCollection("dogs").insertOne(new Document("name", "Rex"));
		}

	}

}
