package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the command {@code rehearse}.
 */
@RealMongo
class RehearseCommandIntegrationTests {

	@TempDir
	Path folder;

	private TestDatabase database;

	private TestDatabase other;

	private CommandHarness shell;

	@BeforeEach
	void create(TestDatabase created) {
		this.database = created;
		this.other = TestDatabase.create();
		created.collection("dogs").insertOne(new Document("name", "Rex"));
	}

	@AfterEach
	void close() {
		this.shell.close();
		this.other.close();
	}

	private void start(Class<?>... migrations) {
		this.shell = new CommandHarness(List.of(
				CommandHarness.settings("prod", this.database.uri(), Protection.READ_ONLY),
				CommandHarness.settings("dev", this.other.uri(), Protection.OPEN),
				CommandHarness.settings("guarded",
						this.other.uri().replace(this.other.name(), this.other.name() + "_g"), Protection.GUARDED)),
				this.folder, migrations);
	}

	@Test
	void warningsAreReportedAndFailOnlyWithStrict() throws Exception {
		start(Drops.class);
		Path report = this.folder.resolve("report.html");
		assertThat(this.shell.run("rehearse", "prod", "--on", "dev", "--report", report.toString()))
			.as(this.shell.err())
			.isZero();
		assertThat(this.shell.out()).contains("MIGRATION", "drops", "completed")
			.contains("Warning: It drops collection 'dogs', which has 1 document.")
			.contains("dropped collection dogs")
			.contains("survives being killed: no");
		assertThat(this.shell.out().lines()).allMatch((line) -> line.length() <= 80);
		assertThat(Files.readString(report)).contains("It drops collection &#39;dogs&#39;");
		assertThat(this.database.collection("dogs").countDocuments()).isOne();
		assertThat(this.shell.run("rehearse", "prod", "--on=dev", "--strict", "--output", "json")).isEqualTo(6);
		assertThat(this.shell.out())
			.startsWith("{\"environment\":\"prod\",\"on\":\"dev\",\"migrations\":[{\"id\":\"drops\"")
			.contains("\"state\":\"COMPLETED\"", "\"kind\":\"collection-dropped\"", "\"warnings\":1,\"failed\":null");
	}

	@Test
	void failureHasExitCodeOne() {
		start(Fails.class);
		assertThat(this.shell.run("rehearse", "prod", "--on", "dev", "--output", "json")).isOne();
		assertThat(this.shell.out()).contains("\"failed\":{\"id\":\"fails\",\"error\":\"");
		assertThat(this.shell.err()).contains("failed in the rehearsal", "Environment 'prod' is unchanged");
	}

	@Test
	void badInputIsRefusedBeforeTheCopy() {
		start(Drops.class);
		assertThat(this.shell.run("rehearse", "prod")).isEqualTo(2);
		assertThat(this.shell.run("rehearse", "prod", "--on", "nowhere")).isEqualTo(2);
		assertThat(this.shell.run("rehearse", "prod", "--on", "prod")).isEqualTo(2);
		assertThat(this.shell.err()).contains("are the same database");
		assertThat(this.shell.run("rehearse", "prod", "--on", "dev", "--report", this.folder + "/no/report.html"))
			.isEqualTo(2);
		assertThat(this.shell.err()).contains("The report cannot be written");
		assertThat(this.shell.run("rehearse", "dev", "--on", "prod")).isEqualTo(3);
		assertThat(this.shell.run("rehearse", "prod", "--on", "guarded", "--yes")).isEqualTo(3);
	}

	@Migration("drops")
	static class Drops implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().dropCollection("dogs");
		}

	}

	@Migration("fails")
	static class Fails implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("Not today");
		}

	}

}
