package io.monarch.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.lock.LockSettings;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.FailPoint;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for copies one of whose servers is killed with {@code kill -9}, and started
 * again. A few points in every build; all of them with {@code -Dmonarch.test.every=1}.
 */
@LongTest
class ServerFaultsIntegrationTests {

	private static final int POINTS = 4;

	/** Long enough for a server to be started again. */
	private static final EnvironmentLocks LOCKS = Copies.locks(new LockSettings(Duration.ofSeconds(60),
			Duration.ofSeconds(50), Duration.ofSeconds(1), Duration.ofSeconds(90)));

	private static final TransferListener SILENT = new TransferListener() {
	};

	private static TestReplicaSet server;

	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@InRounds
	@Test
	void copyWhenTheTargetIsKilledAnywhereLeavesTheOldOrTheNew() {
		try (TestDatabase source = TestDatabase.create()) {
			fill(source);
			Map<String, String> complete = Picture.of(source.database());
			FailPoint counter = new FailPoint(0, () -> {
			});
			try (TestDatabase target = TestDatabase.on(server.uri())) {
				assertThat(copy(source, target, counter)).isEqualTo("completed");
				assertThat(Picture.of(target.database())).isEqualTo(complete);
			}
			int every = RoundCount.every(counter.points(), 3, POINTS);
			Map<String, Integer> outcomes = new TreeMap<>();
			for (int point = 2; point <= counter.points(); point += every) {
				try (TestDatabase target = TestDatabase.on(server.uri())) {
					target.collection("dogs").insertOne(new Document("name", "old"));
					Map<String, String> old = Picture.of(target.database());
					String outcome = copy(source, target,
							new FailPoint(point, ServerFaultsIntegrationTests::killAndRestart));
					takeLock(target);
					assertThat(Picture.of(target.database())).as("killed at point %d: %s", point, outcome)
						.isIn(outcome.equals("completed") ? List.of(complete) : List.of(complete, old));
					outcomes.merge(outcome, 1, Integer::sum);
				}
			}
			System.out
				.println("targets killed at every " + every + "th of " + counter.points() + " points: " + outcomes);
			assertThat(outcomes).containsKey("completed");
		}
	}

	/**
	 * What the server acknowledged and had not yet written is lost with it. Then a later
	 * batch arrives, and nothing seems to be missing.
	 */
	@Test
	void copyWhenTheTargetIsKilledWhileTheSwapFillsACollectionLosesNothing() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(server.uri())) {
			source.database()
				.runCommand(new Document("create", "weather").append("timeseries",
						new Document("timeField", "at").append("metaField", "station")));
			source.collection("weather")
				.insertMany(IntStream.range(0, 1500)
					.mapToObj((i) -> new Document("at", new Date(i)).append("station", i).append("degrees", 7))
					.toList());
			OnCommand secondInsert = new OnCommand("insert", "system.buckets.weather", 2, true,
					ServerFaultsIntegrationTests::killAndRestart);
			assertThat(copy(source, target, secondInsert)).isEqualTo("completed");
			assertThat(secondInsert.point.points()).isGreaterThanOrEqualTo(2);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	/**
	 * An update that is lost is not seen by counting.
	 */
	@Test
	void copyWhenTheTargetIsKilledAfterATimestampWasWrittenLosesNothing() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(server.uri())) {
			BsonDocument stamp = new BsonDocument("_id", new BsonInt32(1)).append("at", new BsonTimestamp(0, 0));
			var stamps = source.database().getCollection("stamps", BsonDocument.class);
			stamps.insertOne(new BsonDocument("_id", new BsonInt32(1)));
			stamps.updateOne(new BsonDocument(),
					List.of(new BsonDocument("$replaceWith", new BsonDocument("$literal", stamp))));
			Map<String, String> complete = Picture.of(source.database());
			OnCommand beforeUpdate = new OnCommand("update", "monarch_staging_", 1, true, () -> pause(500));
			OnCommand afterUpdate = new OnCommand("update", "monarch_staging_", 1, false,
					ServerFaultsIntegrationTests::killAndRestart);
			assertThat(copy(source, target, beforeUpdate, afterUpdate)).isEqualTo("completed");
			assertThat(Picture.of(target.database())).isEqualTo(complete);
		}
	}

	/**
	 * Whether a server that was started again still has the snapshot is up to it.
	 */
	@Test
	void copyWhenTheSourceIsKilledIsWholeAndWarnsWhereItIsNotOfOnePointInTime() {
		try (TestDatabase source = TestDatabase.on(server.uri()); TestDatabase target = TestDatabase.create()) {
			Ids.insert(source.collection("mixed"), 60_000, 1500);
			Map<String, String> complete = Picture.of(source.database());
			AtomicLong documents = new AtomicLong();
			List<String> warnings = new ArrayList<>();
			TransferResult result = Copies.copier()
				.copy(source.environment(), target.environment(), Selector.EVERYTHING,
						Copies.approval(target.environment()), ReplacementOptions.DEFAULT, new TransferListener() {

							@Override
							public void progress(String collection, long more, long bytes) {
								long before = documents.getAndAdd(more);
								if (before < 20_000 && before + more >= 20_000) {
									killAndRestart();
								}
							}

							@Override
							public void warned(String warning) {
								warnings.add(warning);
							}

						});
			assertThat(documents).hasValue(60_000);
			assertThat(Picture.of(target.database())).isEqualTo(complete);
			assertThat(warnings).hasSize(result.consistent() ? 0 : 1)
				.allMatch((warning) -> warning.contains("no longer has the snapshot"));
		}
	}

	private static void fill(TestDatabase source) {
		Ids.insert(source.collection("dogs"), 9000, 50);
		source.collection("dogs").createIndex(new Document("text", 1));
		source.collection("owners").insertOne(new Document("name", "Ann"));
		source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 100_000));
		source.collection("log").insertMany(IntStream.range(0, 500).mapToObj((i) -> new Document("_id", i)).toList());
		source.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		source.collection("weather").insertOne(new Document("at", new Date(0)).append("degrees", 7));
		source.database().createView("named", "dogs", List.of());
	}

	private static String copy(TestDatabase source, TestDatabase target, CommandListener... listeners) {
		MongoClientSettings.Builder settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(target.uri()))
			.writeConcern(WriteConcern.W1); // so that what is acknowledged can be lost
		List.of(listeners).forEach(settings::addCommandListener);
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("target", settings.build(), target.name(), null)), "target")) {
			Environment to = environments.get("target");
			var unused = new EnvironmentCopier(new DatabaseReplacement(LOCKS)).copy(source.environment(), to,
					Selector.EVERYTHING, Copies.approval(to), ReplacementOptions.DEFAULT, SILENT);
			return "completed";
		}
		catch (MonarchException ex) {
			return "failed: " + String.valueOf(ex.getMessage()).replaceAll("environment '.*", "");
		}
	}

	private static void killAndRestart() {
		server.restart(server.killPrimary());
	}

	private static void pause(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What the next command does, whichever it is, after which nothing is left over.
	 */
	private static void takeLock(TestDatabase target) {
		try (Lease lease = LOCKS.of(target.environment()).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			lease.ensureHeld();
		}
		assertThat(target.database().listCollectionNames().into(new ArrayList<>())).contains("monarch_lock")
			.noneMatch((name) -> name.startsWith("monarch_s"));
	}

	/**
	 * Does something before or after the n-th command of a kind.
	 */
	private static final class OnCommand implements CommandListener {

		private final String command;

		private final String collection;

		private final boolean before;

		private final FailPoint point;

		OnCommand(String command, String collection, int at, boolean before, Runnable work) {
			this.command = command;
			this.collection = collection;
			this.before = before;
			this.point = new FailPoint(at, work);
		}

		private volatile boolean matched;

		@Override
		public void commandStarted(CommandStartedEvent event) {
			this.matched = event.getCommandName().equals(this.command)
					&& event.getCommand().getString(this.command).getValue().startsWith(this.collection);
			if (this.matched && this.before) {
				this.point.reached("");
			}
		}

		@Override
		public void commandSucceeded(CommandSucceededEvent event) {
			if (this.matched && !this.before && event.getCommandName().equals(this.command)) {
				this.point.reached("");
			}
		}

	}

}
