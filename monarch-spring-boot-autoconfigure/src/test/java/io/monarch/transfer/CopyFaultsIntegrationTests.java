package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests what is left when a process that copies dies. A few points in every build; all of
 * them with {@code -Dmonarch.test.every=1}.
 */
@RealMongo
@InRounds
@LongTest
class CopyFaultsIntegrationTests {

	private static final EnvironmentLocks LOCKS = Copies.LOCKS;

	private static final int POINTS = 8;

	/** As that of the processes, for whoever comes after them. */
	@Test
	void copyWhenKilledAnywhereLeavesTheOldOrTheNewAfterTheNextCommand(TestDatabase source) {
		fillSource(source);
		Map<String, String> complete = Picture.of(source.database());
		int points = points(source, false);
		Map<String, Integer> outcomes = new TreeMap<>();
		int tried = 0;
		for (int point = 1; point <= points; point += every(points)) {
			try (TestDatabase target = TestDatabase.create()) {
				fillTarget(target);
				Map<String, String> old = Picture.of(target.database());
				try (JavaProcess process = copy(source, target, "kill", point, false)) {
					process.end();
				}
				takeLock(target.environment());
				Map<String, String> left = Picture.of(target.database());
				assertThat(left).as("killed at point " + point).isIn(old, complete);
				outcomes.merge(left.equals(old) ? "old" : "new", 1, Integer::sum);
				tried++;
			}
		}
		System.out.println("copies killed at " + tried + " of " + points + " points: " + outcomes);
		assertThat(outcomes).containsKey("old").containsKey("new");
	}

	@Test
	void copyInPlaceWhenKilledAnywhereIsSeenAsIncompleteUntilItIsDoneAgain(TestDatabase source) {
		fillSource(source);
		Map<String, String> complete = Picture.of(source.database());
		int points = points(source, true);
		Map<String, Integer> outcomes = new TreeMap<>();
		// From the end, where it is nearly complete.
		int every = RoundCount.every(points, 4, 8);
		for (int point = points; point > 0; point -= every) {
			try (TestDatabase target = TestDatabase.create()) {
				fillTarget(target);
				Map<String, String> old = Picture.of(target.database());
				try (JavaProcess process = copy(source, target, "kill", point, true)) {
					process.end();
				}
				outcomes.merge(afterInPlace(source, target, old, complete, point), 1, Integer::sum);
			}
		}
		System.out.println("copies in place killed: " + outcomes);
		assertThat(outcomes).containsKeys("incomplete", "new");
	}

	private static String afterInPlace(TestDatabase source, TestDatabase target, Map<String, String> old,
			Map<String, String> complete, int point) {
		Throwable refused = catchThrowable(() -> takeLock(target.environment()));
		if (refused == null) {
			Map<String, String> left = Picture.of(target.database());
			assertThat(left).as("said to be whole at point " + point).isIn(old, complete);
			return left.equals(old) ? "old" : "new";
		}
		assertThat(refused).isInstanceOf(MonarchException.class)
			.hasMessageContaining("is incomplete")
			.hasMessageContaining("'source'");
		Copies.copy(source.environment(), target.environment());
		takeLock(target.environment());
		assertThat(Picture.of(target.database())).isEqualTo(complete);
		return "incomplete";
	}

	/**
	 * What the next command does, whichever it is; the process that had the lock is dead.
	 */
	private static void takeLock(Environment environment) {
		LOCKS.of(environment).takeAway();
		try (Lease lease = LOCKS.of(environment).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			lease.ensureHeld();
		}
	}

	private static int points(TestDatabase source, boolean inPlace) {
		try (TestDatabase target = TestDatabase.create()) {
			fillTarget(target);
			try (JavaProcess process = copy(source, target, "count", 0, inPlace)) {
				List<String> lines = process.end();
				assertThat(lines).last().isEqualTo("DONE");
				return (int) lines.stream().filter((line) -> line.startsWith("POINT")).count();
			}
		}
	}

	private static int every(int points) {
		return RoundCount.every(points, 3, POINTS);
	}

	private static JavaProcess copy(TestDatabase source, TestDatabase target, String action, int point,
			boolean inPlace) {
		return JavaProcess.start(CopyProcess.class, source.uri(), target.uri(), action, point, inPlace);
	}

	private static void fillSource(TestDatabase source) {
		List<Document> dogs = new ArrayList<>();
		for (int i = 0; i < 9000; i++) {
			dogs.add(new Document("_id", i).append("name", "dog " + i));
		}
		source.collection("dogs").insertMany(dogs);
		source.collection("dogs").createIndex(new Document("name", 1));
		source.collection("owners").insertOne(new Document("name", "Ann"));
		source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 4096));
		source.collection("log").insertOne(new Document("x", 1));
		source.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		source.collection("weather").insertOne(new Document("at", new java.util.Date(0)).append("degrees", 7));
		source.database().createView("named", "dogs", List.of());
		source.collection("system.js").insertOne(new Document("_id", "f").append("value", 1));
	}

	private static void fillTarget(TestDatabase target) {
		target.collection("dogs").insertOne(new Document("name", "old"));
		target.collection("cats").insertOne(new Document("name", "old"));
		target.database().createView("owners", "dogs", List.of());
		target.collection("weather").insertOne(new Document("name", "old"));
	}

}
