package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchCollections;
import io.monarch.lock.LockSettings;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FailedMigrations}.
 */
@RealMongo
class FailedMigrationsIntegrationTests {

	private final FailedMigrations problems = new FailedMigrations(TestLocks
		.of(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ZERO)));

	@Test
	void migrationWhenItsProcessDiedIsAbandoned(TestDatabase database) {
		begin(database);
		database.collection(MonarchCollections.LOCK)
			.updateOne(Filters.eq("_id", "migrations"), Updates.set("until", new Date(0)));
		assertThat(this.problems.find(database.environment())).singleElement()
			.extracting(MigrationStatus::state)
			.isEqualTo(MigrationState.PROCESSING);
	}

	@Test
	void migrationWhenItRunsIsNone(TestDatabase database) {
		begin(database);
		assertThat(this.problems.find(database.environment())).isEmpty();
	}

	@Test
	void migrationWhenItEndsBetweenTheReadsIsNone(TestDatabase database) {
		begin(database);
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(database.uri()))
			.addCommandListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					BsonDocument command = event.getCommand();
					if (new BsonString(MonarchCollections.LOCK).equals(command.get("find"))) {
						end(database);
					}
				}

			})
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("x", settings, database.name(), null)), "x")) {
			assertThat(this.problems.find(environments.get("x"))).isEmpty();
		}
		assertThat(database.collection(MonarchCollections.HISTORY).find().first()).containsEntry("state", "COMPLETED");
	}

	@Test
	void batchMigrationThatWaitsInTheBackgroundOrIsPausedIsNone(TestDatabase database) {
		begin(database);
		database.collection(MonarchCollections.LOCK).drop();
		database.collection(MonarchCollections.HISTORY)
			.updateOne(Filters.eq("_id", "1"),
					Updates.combine(Updates.set("batch", true), Updates.set("background", true)));
		assertThat(this.problems.find(database.environment())).isEmpty();
		database.collection(MonarchCollections.HISTORY).updateOne(Filters.eq("_id", "1"), Updates.unset("background"));
		assertThat(this.problems.find(database.environment())).hasSize(1);
		database.collection(MonarchCollections.HISTORY)
			.updateOne(Filters.eq("_id", "1"),
					Updates.set("paused", new Document("by", "ann@host").append("since", new Date())));
		assertThat(this.problems.find(database.environment())).isEmpty();
		database.collection(MonarchCollections.HISTORY)
			.updateOne(Filters.eq("_id", "1"),
					Updates.combine(Updates.set("state", "FAILED"), Updates.set("background", true)));
		assertThat(this.problems.find(database.environment())).hasSize(1);
	}

	private static void begin(TestDatabase database) {
		database.collection(MonarchCollections.HISTORY)
			.insertOne(new Document("_id", "1").append("state", "PROCESSING").append("token", 7L).append("format", 1));
		database.collection(MonarchCollections.LOCK)
			.insertOne(new Document("_id", "migrations").append("owner", "other:1:x")
				.append("since", new Date())
				.append("until", Date.from(Instant.now().plusSeconds(600)))
				.append("token", 7L)
				.append("format", 1));
	}

	private static void end(TestDatabase database) {
		database.collection(MonarchCollections.HISTORY)
			.updateOne(Filters.eq("_id", "1"), Updates.set("state", "COMPLETED"));
		database.collection(MonarchCollections.LOCK)
			.updateOne(Filters.eq("_id", "migrations"),
					Updates.combine(Updates.set("owner", ""), Updates.set("until", new Date(0))));
	}

}
