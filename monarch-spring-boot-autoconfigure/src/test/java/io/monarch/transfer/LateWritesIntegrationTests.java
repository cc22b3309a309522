package io.monarch.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.StuckWork;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.lock.LockLostException;
import io.monarch.lock.LockSettings;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.FailPoint;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests for copies that stand still just before one of their writes, and go on when
 * somebody else has had the lock and has settled everything.
 */
@LongTest
class LateWritesIntegrationTests {

	private static final EnvironmentLocks LOCKS = Copies.locks(new LockSettings(Duration.ofSeconds(30),
			Duration.ofSeconds(20), Duration.ofMillis(100), Duration.ofSeconds(60)));

	/** The first point at which the lock is held. */
	private static final int LOCKED = 2;

	private static final TransferListener SILENT = new TransferListener() {
	};

	private static TestReplicaSet server;

	@BeforeAll
	static void start() {
		// Who takes the lock waits for the transactions of the one that stands still.
		server = TestReplicaSet.start(1, "--setParameter", "transactionLifetimeLimitSeconds=1", "--setParameter",
				"enableTestCommands=1");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@InRounds
	@Test
	void copyWhenItsWriteArrivesLateChangesNothing() {
		try (TestDatabase source = TestDatabase.on(server.uri())) {
			ReplacedDatabase.fill(source.database());
			Map<String, String> complete = Picture.of(source.database());
			Map<String, Integer> outcomes = new TreeMap<>();
			int points = points(source);
			int every = RoundCount.every(points, 5, points / 4);
			for (int point = points; point >= LOCKED; point -= every) {
				outcomes.merge(stopAt(point, source, complete), 1, Integer::sum);
			}
			System.out
				.println("copies whose write came late at every " + every + ". of " + points + " points: " + outcomes);
			assertThat(outcomes).containsKey("old").containsKey("new");
		}
	}

	/**
	 * Whoever waits for an answer that never comes cannot say itself what is true.
	 */
	@ParameterizedTest
	@CsvSource({ "update,has either the old data or all of the new data",
			"listCollections,The new data is committed to environment 'target'" })
	void copyWhenItIsStuckAfterItsDecisionIsAbandonedWithWhatIsTrue(String command, String said) {
		BlockingQueue<MonarchException> reasons = new LinkedBlockingQueue<>();
		LockSettings settings = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMillis(100),
				Duration.ofSeconds(60));
		EnvironmentLocks locks = new EnvironmentLocks(settings, new SwapRecovery(),
				new StuckWork(Duration.ofMillis(100), reasons::add));
		try (TestDatabase source = TestDatabase.on(server.uri()); TestDatabase target = TestDatabase.on(server.uri())) {
			ReplacedDatabase.fill(source.database());
			Throwable failure = catchThrowable(() -> copy(source, target, locks, new CommandListener() {

				private boolean deciding;

				@Override
				public synchronized void commandStarted(CommandStartedEvent event) {
					this.deciding |= event.getCommand().toJson().contains("\"digest\"");
					if (this.deciding && event.getCommandName().equals(command) && reasons.isEmpty()) {
						refuseRenewals(target, true);
						meanwhile(() -> await().atMost(Duration.ofMinutes(1)).until(() -> !reasons.isEmpty()));
						refuseRenewals(target, false);
					}
				}

			}));
			assertThat(failure).isInstanceOf(MonarchException.class);
			assertThat(reasons.element()).hasMessageContaining(said)
				.hasMessageContaining("was lost: it could not be renewed for")
				.hasMessageContaining("The work that held the lock was interrupted");
			assertThat(reasons.element().action()).contains("monarch recover target");
		}
	}

	/**
	 * Let the server refuse the heartbeat, which has a connection of its own.
	 */
	private static void refuseRenewals(TestDatabase target, boolean refused) {
		try (MongoClient client = MongoClients.create(server.uri())) {
			Document data = new Document("failCommands", List.of("update")).append("errorCode", 8000)
				.append("namespace", target.name() + ".monarch_lock");
			client.getDatabase("admin")
				.runCommand(
						new Document("configureFailPoint", "failCommand").append("mode", refused ? "alwaysOn" : "off")
							.append("data", data));
		}
	}

	private static int points(TestDatabase source) {
		try (TestDatabase target = TestDatabase.on(server.uri())) {
			ReplacedDatabase.fillOld(target.database());
			FailPoint counter = new FailPoint(0, () -> {
			});
			copy(source, target, counter);
			return counter.points();
		}
	}

	private static String stopAt(int point, TestDatabase source, Map<String, String> complete) {
		try (TestDatabase target = TestDatabase.on(server.uri())) {
			ReplacedDatabase.fillOld(target.database());
			Map<String, String> old = Picture.of(target.database());
			AtomicReference<Map<String, String>> settled = new AtomicReference<>();
			AtomicReference<Map<String, String>> changed = new AtomicReference<>();
			Throwable failure = catchThrowable(() -> copy(source, target, new FailPoint(point, () -> meanwhile(() -> {
				takeLock(target.environment());
				settled.set(picture(target.database()));
				migrate(target.database());
				changed.set(picture(target.database()));
			}))));
			if (settled.get() == null) {
				// A transaction that did not have to be tried again has fewer points.
				assertThat(failure).isNull();
				return "not reached";
			}
			assertThat(settled.get()).as("settled at point " + point).isIn(old, complete);
			if (failure instanceof InterruptedSwapException) {
				assertThat(failure).hasMessageContaining("was lost: another process holds it");
				// Interrupted in the moment of the change it cannot tell, and says so.
				assertThat(failure.getMessage().contains("has either the old data or all of the new data")
						|| failure.getMessage().contains("The new data is committed"))
					.as(failure.getMessage())
					.isTrue();
				if (failure.getMessage().contains("The new data is committed")) {
					assertThat(settled.get()).isEqualTo(complete);
				}
			}
			else if (failure != null) {
				assertThat(failure).isInstanceOf(LockLostException.class);
				assertThat(settled.get()).as("nothing was said of the new data").isEqualTo(old);
			}
			takeLock(target.environment());
			assertThat(Picture.of(target.database())).as("late at point " + point).isEqualTo(changed.get());
			assertThat(target.database().listCollectionNames().into(new ArrayList<>()))
				.noneMatch((name) -> Staging.runOf(name) != null);
			return settled.get().equals(old) ? "old" : "new";
		}
	}

	/**
	 * Return what a database holds for others: the threads of the copy that do not stand
	 * still go on to stage until they notice.
	 */
	private static Map<String, String> picture(MongoDatabase database) {
		Map<String, String> picture = new TreeMap<>(Picture.of(database));
		picture.keySet().removeIf((name) -> Staging.runOf(CollectionDefinition.nameOfStored(name)) != null);
		return picture;
	}

	/**
	 * Do what a migration may do that comes before the late write.
	 */
	private static void migrate(MongoDatabase database) {
		database.getCollection("dogs").insertOne(new Document("name", "later"));
		database.getCollection("weather").insertOne(new Document("at", new Date(1)).append("degrees", 2));
		database.getCollection("system.js").insertOne(new Document("_id", "later").append("value", 2));
		database.getCollection("new").insertOne(new Document("name", "later"));
	}

	/**
	 * Stand still while another one works. The heartbeat finds out meanwhile and
	 * interrupts the thread; of a process that was stopped, the message is sent before
	 * that.
	 */
	private static void meanwhile(Runnable work) {
		Executor later = CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);
		CompletableFuture<Void> other = CompletableFuture.runAsync(work).thenRunAsync(() -> {
		}, later);
		while (!other.isDone()) {
			LockSupport.parkNanos(1_000_000);
			var unused = Thread.interrupted();
		}
	}

	private static void takeLock(Environment environment) {
		LOCKS.of(environment).takeAway();
		try (Lease lease = LOCKS.of(environment).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			lease.ensureHeld();
		}
	}

	private static void copy(TestDatabase from, TestDatabase to, FailPoint failPoint) {
		copy(from, to, LOCKS, failPoint);
	}

	private static void copy(TestDatabase from, TestDatabase to, EnvironmentLocks locks, CommandListener listener) {
		MongoClientSettings target = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(to.uri()))
			.addCommandListener(listener)
			.build();
		try (Environments environments = Environments.of(
				List.of(settings("source", from.uri()), new EnvironmentSettings("target", target, to.name(), null)),
				"source")) {
			Environment environment = environments.get("target");
			var unused = new EnvironmentCopier(new DatabaseReplacement(locks)).copy(environments.get("source"),
					environment, Selector.EVERYTHING, Copies.approval(environment), ReplacementOptions.DEFAULT, SILENT);
		}
	}

	private static EnvironmentSettings settings(String name, String uri) {
		ConnectionString string = new ConnectionString(uri);
		return new EnvironmentSettings(name, MongoClientSettings.builder().applyConnectionString(string).build(),
				string.getDatabase(), null);
	}

}
