package io.monarch.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.migration.LoggingMigrationListener;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.testsupport.LongTest;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.data.mongodb.core.query.Query;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the application on the MongoDB that it brings along.
 */
class SampleApplicationTests {

	@TempDir
	private Path data;

	@Test
	void startRunsAllMigrationsAndShowsThem() throws Exception {
		try (StartedSample sample = start()) {
			assertThat(sample.states()).containsOnlyKeys(StartedSample.CREATE, StartedSample.INDEX,
					StartedSample.RENAME, StartedSample.PAY, StartedSample.PAINT, StartedSample.CAMPAIGNS,
					StartedSample.SPLIT);
			assertThat(sample.states()).values().containsOnly(MigrationState.COMPLETED);
			assertThat(sample.count("owners")).isEqualTo(1000);
			assertThat(sample.count("dogs")).isEqualTo(3000);
			assertThat(sample.count("dog_houses")).isEqualTo(2000);
			assertThat(sample.countWith("dogs", "race")).isZero();
			assertThat(sample.countWith("dogs", "breed")).isEqualTo(3000);
			assertThat(sample.countWith("dog_houses", "due")).isZero();
			assertThat(sample.sum("owners", "balance") + sample.sum("dog_houses", "paid")).isEqualTo(500_000);
			assertThat(sample.sum("owners", "balance")).isLessThan(500_000);
			assertThat(sample.countOf("dog_houses", "color", "white")).isEqualTo(500);
			assertThat(sample.countOf("owners", "firstName", "Owner")).isEqualTo(1000);
			assertThat(sample.countOf("owners", "lastName", "7")).isOne();
			assertThat(sample.indexes("dogs")).contains("by_owner");
			assertThat(page(sample)).contains(StartedSample.PAINT, "COMPLETED", ">3000<", ">2000<", ">1000<", "Beagle",
					"owner0@example.com");
		}
	}

	@LongTest
	@Test
	void startWhenAnotherProcessHasOrHadTheDataSeesThemAndRunsNothingAgain() {
		List<MigrationStatus> migrations;
		try (StartedSample first = start(); StartedSample second = start()) {
			migrations = first.list();
			assertThat(second.list()).isEqualTo(migrations);
			second.mongo().insert(new Document("_id", "lassie"), "dogs");
			assertThat(first.countOf("dogs", "_id", "lassie")).isOne();
			first.mongo().remove(new Query(), "owners");
		}
		try (StartedSample later = start()) {
			assertThat(later.list()).isEqualTo(migrations);
			assertThat(later.count("owners")).isZero();
			assertThat(later.count("dogs")).isEqualTo(3001);
		}
	}

	@LongTest
	@Test
	void exampleEnvironmentsCanBeMigratedAndAreSeparate() {
		try (StartedSample sample = start("monarch.migration.trigger=none")) {
			Environments environments = sample.environments();
			assertThat(environments.all()).extracting(Environment::name)
				.containsExactlyInAnyOrder("application", "development", "production");
			assertThat(environments.get("production").protection()).isEqualTo(Protection.GUARDED);
			Environment development = environments.get("development");
			assertThat(development.protection()).isEqualTo(Protection.OPEN);
			sample.runner().migrate(development, new LoggingMigrationListener());
			assertThat(sample.runner().migrations().list(development)).extracting(MigrationStatus::state)
				.hasSize(8)
				.containsOnly(MigrationState.COMPLETED);
			assertThat(development.mongoDatabase().getCollection("dogs").countDocuments()).isEqualTo(3003);
			assertThat(sample.count("dogs")).isZero();
			sample.application().mongoDatabase().drop();
			assertThat(development.mongoDatabase().getCollection("dogs").countDocuments()).isEqualTo(3003);
		}
	}

	@LongTest
	@Test
	void querySetsPickFromTheBundledServer() {
		try (StartedSample sample = start("monarch.migration.trigger=none")) {
			sample.assertThatQuerySetsPick();
		}
	}

	@Test
	void pageWhenDataHoldMarkupEscapesIt() throws Exception {
		try (StartedSample sample = start("monarch.migration.trigger=none")) {
			String markup = "<script>alert('woof')</script>";
			sample.mongo().insert(new Document("_id", markup).append("name", markup).append("type", markup), "dogs");
			sample.mongo().insert(new Document("_id", 1).append("dogId", markup).append("color", markup), "dog_houses");
			sample.mongo().insert(new Document("_id", 1).append("name", markup).append("email", markup), "owners");
			sample.application()
				.mongoDatabase()
				.getCollection("monarch_migrations")
				.insertOne(new Document("_id", markup).append("state", "COMPLETED").append("description", markup));
			assertThat(page(sample)).doesNotContain("<script").contains("&lt;script&gt;");
		}
	}

	private StartedSample start(String... properties) {
		String[] all = List.of(properties).toArray(new String[properties.length + 1]);
		all[properties.length] = "sample.data=" + this.data;
		return StartedSample.start(all);
	}

	private static String page(StartedSample sample) throws Exception {
		URI uri = URI.create("http://localhost:" + sample.context.getEnvironment().getProperty("local.server.port"));
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

}
