package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.mongodb.client.model.Filters;
import io.monarch.batch.BatchPositions;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills and stops processes that run batch migrations, before and after every write that
 * they send. The next start continues without a decision, and each document is changed
 * once.
 */
@InRounds
@LongTest
class BatchMigrationFaultsIntegrationTests {

	private static final int LEASE = 3000;

	/** A lease so long that no heartbeat comes between the writes that are counted. */
	private static final int UNDISTURBED = 60_000;

	/** Every how many points a process is killed. */
	private static final int KILL_EVERY = RoundCount.of("monarch.test.every", 41, 11);

	/** Every how many points a process is stopped. */
	private static final int STOP_EVERY = RoundCount.of("monarch.test.every", 61, 31);

	private static TestReplicaSet server;

	/**
	 * A server of its own, which does not wait a minute before it ends the transactions
	 * of dead processes.
	 */
	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1, "--setParameter", "transactionLifetimeLimitSeconds=1");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4 })
	void killedAtAnyPointTheNextStartContinuesAndEachDocumentIsChangedOnce(int threads) {
		List<String> points = points(threads);
		int killed = 0;
		int resumed = 0;
		for (int point = 1; point <= points.size(); point += KILL_EVERY) {
			try (TestDatabase database = TestDatabase.on(server.uri())) {
				int count = BatchMigrationProcess.fill(database.environment().mongoDatabase(), threads);
				try (JavaProcess process = JavaProcess.start(BatchMigrationProcess.class, database.uri(), LEASE,
						threads, "kill", point)) {
					List<String> said = process.end();
					// With several threads, a run can have fewer points than another one.
					if (process.exitCode() != 0 || threads == 1) {
						assertThat(process.exitCode()).as("%s: %s", points.get(point - 1), said).isEqualTo(128 + 9);
						killed++;
					}
				}
				resumed += (finish(database, threads, count, points.get(point - 1)) ? 1 : 0);
			}
		}
		System.out.println("killed at " + killed + " of " + points.size() + " points, " + resumed
				+ " of which had changed some documents");
		assertThat(resumed).isPositive();
	}

	@Test
	void killedWhileAFailureIsRecordedTheNextStartContinues() {
		List<String> points = points(0);
		for (int point = points.size() - 11; point <= points.size(); point++) {
			String name = points.get(point - 1);
			try (TestDatabase database = TestDatabase.on(server.uri())) {
				int count = BatchMigrationProcess.fill(database.environment().mongoDatabase(), 0);
				try (JavaProcess process = JavaProcess.start(BatchMigrationProcess.class, database.uri(), LEASE, 0,
						"kill", point)) {
					List<String> said = process.end();
					assertThat(process.exitCode()).as("%s: %s", name, said).isEqualTo(128 + 9);
				}
				try (MigrationHarness harness = BatchMigrationProcess.harness(UNDISTURBED, 0)) {
					assertThat(harness.migrate(database.environment()).applied()).as(name).hasSize(1);
				}
				assertThat(list(database, "orders")).as(name)
					.hasSize(count)
					.allMatch((each) -> each.getInteger("n") == 1);
			}
		}
	}

	@Test
	void stoppedForLongerThanTheLeaseChangesNothingMore() {
		List<String> points = points(1);
		// Not where the lock is acquired or released, where nobody takes over.
		for (int point = 3; point <= points.size() - 3; point += STOP_EVERY) {
			stopAt(point, points.get(point - 1));
		}
	}

	private void stopAt(int point, String name) {
		try (TestDatabase database = TestDatabase.on(server.uri())) {
			int count = BatchMigrationProcess.fill(database.environment().mongoDatabase(), 1);
			try (JavaProcess process = JavaProcess.start(BatchMigrationProcess.class, database.uri(), LEASE, 1, "hold",
					point)) {
				process.await("POINT " + point);
				MongodSignals.signal(process.pid(), "STOP");
				sleep(LEASE * 4L / 3);
				finish(database, 1, count, name);
				List<Document> history = list(database, "monarch_migrations");
				MongodSignals.signal(process.pid(), "CONT");
				process.end();
				assertThat(list(database, "monarch_migrations")).as(name).isEqualTo(history);
				check(database, count, name);
			}
		}
	}

	/**
	 * Start again, and check that everything is changed once.
	 * @return whether some documents had been changed before, and others not
	 */
	private static boolean finish(TestDatabase database, int threads, int count, String name) {
		long before = database.collection("people").countDocuments(Filters.gt("n", 0))
				+ database.collection("orders").countDocuments(Filters.gt("n", 0));
		try (MigrationHarness harness = BatchMigrationProcess.harness(UNDISTURBED, threads)) {
			Environment environment = database.environment();
			harness.migrate(environment);
			assertThat(harness.runner.migrations().list(environment)).as(name)
				.hasSize(2)
				.allMatch((status) -> status.state() == MigrationState.COMPLETED);
		}
		check(database, count, name);
		return before > 0 && before < count * 19L / 10;
	}

	private static void check(TestDatabase database, int count, String name) {
		for (Document each : list(database, "people")) {
			assertThat(each.getInteger("n")).as(name + ": person " + each)
				.isEqualTo(each.getBoolean("skipped") ? 0 : 1);
		}
		assertThat(list(database, "orders")).as(name).hasSize(count).allMatch((each) -> each.getInteger("n") == 1);
		assertThat(list(database, "changed")).as(name)
			.extracting((each) -> each.getInteger("order"))
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, count).boxed().toList());
		assertThat(list(database, "batches").stream().mapToInt((each) -> each.getInteger("documents")).sum()).as(name)
			.isEqualTo(count);
		assertThat(list(database, "monarch_migrations")).as(name)
			.noneMatch((each) -> each.containsKey(BatchPositions.RANGE_OF));
	}

	private static List<Document> list(TestDatabase database, String collection) {
		return database.collection(collection).find().into(new ArrayList<>());
	}

	/**
	 * Return the names of the points of an undisturbed run.
	 */
	private static List<String> points(int threads) {
		try (TestDatabase database = TestDatabase.on(server.uri())) {
			BatchMigrationProcess.fill(database.environment().mongoDatabase(), threads);
			try (JavaProcess process = JavaProcess.start(BatchMigrationProcess.class, database.uri(), UNDISTURBED,
					threads, "count", 0)) {
				List<String> points = process.end().stream().filter((line) -> line.startsWith("POINT")).toList();
				assertThat(points).hasSizeGreaterThan(30);
				return points;
			}
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
