package io.monarch.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.MongodSignals;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills and stops processes that run migrations, at every write that they send.
 */
@InRounds
@LongTest
class MigrationFaultsIntegrationTests {

	private static TestReplicaSet server;

	/**
	 * Short, since it has to end; but a slow machine does not renew it for two thirds.
	 */
	private static final int LEASE = 3000;

	/** A lease so long that no heartbeat comes between the writes that are counted. */
	private static final int UNDISTURBED = 60_000;

	/** Every how many points a process is killed. */
	private static final int KILL_EVERY = RoundCount.of("monarch.test.every", 11, 3);

	/** Every how many points a process is stopped. */
	private static final int STOP_EVERY = RoundCount.of("monarch.test.every", 20, 7);

	/**
	 * A server of its own, which does not wait a minute before it ends the transactions
	 * of dead processes.
	 */
	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1, "--setParameter", "transactionLifetimeLimitSeconds=3");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void killedAtAnyPointNothingRunsTwiceAndNothingIsLost() {
		List<String> points = points();
		Map<String, Integer> outcomes = new HashMap<>();
		int count = 0;
		for (int point = 1; point <= points.size(); point += KILL_EVERY) {
			count++;
			try (TestDatabase database = TestDatabase.on(server.uri());
					JavaProcess process = JavaProcess.start(MigrationProcess.class, database.uri(), LEASE, 0, "kill",
							point)) {
				process.await("POINT " + point);
				process.end();
				assertThat(process.exitCode()).as(points.get(point - 1)).isEqualTo(128 + 9);
				outcomes.merge(finish(database, points.get(point - 1)), 1, Integer::sum);
			}
		}
		System.out.println("killed at " + count + " of " + points.size() + " points: " + outcomes);
		assertThat(outcomes).containsKeys("went on", "named 1_plain");
	}

	@Test
	void stoppedForLongerThanTheLeaseCannotRecordAnything() {
		List<String> points = points();
		int count = 0;
		// The points of the migrations: not those of taking and releasing the lock, nor
		// the
		// one after the last commit, where nothing is left for which another would take
		// it.
		for (int point = 3; point <= points.size() - 3; point += STOP_EVERY) {
			stopAt(point, points.get(point - 1));
			count++;
		}
		System.out.println("stopped at " + count + " of " + points.size() + " points for longer than the lease");
	}

	private void stopAt(int point, String name) {
		try (TestDatabase database = TestDatabase.on(server.uri());
				JavaProcess process = JavaProcess.start(MigrationProcess.class, database.uri(), LEASE, 0, "hold",
						point)) {
			process.await("POINT " + point);
			MongodSignals.signal(process.pid(), "STOP");
			sleep(3 * LEASE / 2);
			// Where it stopped with its transaction open, the server ends that for it.
			finish(database, name);
			List<Document> history = history(database);
			Document lock = database.collection("monarch_lock").find().first();
			List<Document> effects = database.collection("effects").find().into(new ArrayList<>());
			MongodSignals.signal(process.pid(), "CONT");
			process.end();
			assertThat(history(database)).as(name).isEqualTo(history);
			assertThat(database.collection("monarch_lock").find().first()).as(name).isEqualTo(lock);
			// What was already on its way outside a transaction cannot be called back.
			assertThat(database.collection("effects").countDocuments(Filters.eq("migration", "2_transactional")))
				.as(name)
				.isEqualTo(effects.stream().filter((it) -> it.get("migration").equals("2_transactional")).count());
		}
	}

	/**
	 * Start again, do what a person would be asked to do, and check that everything is
	 * done once.
	 */
	private static String finish(TestDatabase database, String name) {
		List<Document> completedBefore = database.collection("monarch_migrations")
			.find(Filters.eq("state", "COMPLETED"))
			.into(new ArrayList<>());
		String outcome = "went on";
		// The lease of this process need not end.
		MigrationSettings settings = new MigrationSettings(MigrationProcess.locks(UNDISTURBED), OutOfOrder.RUN,
				Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN);
		try (MigrationHarness harness = new MigrationHarness(settings, MigrationProcess.MIGRATIONS)) {
			Environment environment = database.environment();
			try {
				harness.migrate(environment);
			}
			catch (MigrationFailedException ex) {
				assertThat(ex.result().failed()).as(name).isNotNull();
				assertThat(ex.result().failed().id()).as(name).isEqualTo("1_plain");
				assertThat(ex).as(name).hasMessageContaining("was abandoned");
				outcome = "named 1_plain";
				long effects = database.collection("effects").countDocuments(Filters.eq("migration", "1_plain"));
				harness.runner.mark("1_plain", environment,
						(effects > 0) ? MigrationState.COMPLETED : MigrationState.NEW);
				harness.migrate(environment);
			}
			assertThat(harness.runner.migrations().list(environment)).as(name)
				.hasSize(3)
				.allMatch((status) -> status.state() == MigrationState.COMPLETED);
		}
		assertThat(history(database)).as(name).containsAll(completedBefore);
		for (String id : List.of("1_plain", "2_transactional", "3_restartable")) {
			assertThat(database.collection("effects").countDocuments(Filters.eq("migration", id))).as(name + ": " + id)
				.isEqualTo(1);
		}
		return outcome;
	}

	private static List<Document> history(TestDatabase database) {
		return database.collection("monarch_migrations").find().into(new ArrayList<>());
	}

	/**
	 * Return the names of the points of an undisturbed run.
	 */
	private static List<String> points() {
		try (TestDatabase database = TestDatabase.on(server.uri());
				JavaProcess process = JavaProcess.start(MigrationProcess.class, database.uri(), UNDISTURBED, 0, "count",
						0)) {
			List<String> points = process.end().stream().filter((line) -> line.startsWith("POINT")).toList();
			assertThat(points).hasSizeGreaterThan(30);
			assertThat(points).containsAll(IntStream.rangeClosed(1, 2)
				.mapToObj((point) -> "POINT " + point + ((point == 1) ? " before" : " after") + " findAndModify")
				.toList());
			return points;
		}
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
