package io.monarch.mongock.tests;

import java.util.Collections;
import java.util.List;

import com.mongodb.client.model.Filters;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills the application while Monarch runs change units, and then starts the previous
 * version with Mongock.
 */
@InRounds
@LongTest
class AdapterFaultsIntegrationTests {

	private static final List<String> IDS = List.of("create-shop", "add-prices", "z-first", "a-second");

	private static TestReplicaSet server;

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
	void killedAtAnyPointBothHistoriesSayTheSame() {
		int points = points();
		int every = RoundCount.every(points, 2, 12);
		for (int point = 1 + points / 6; point <= points; point += every) {
			try (TestDatabase database = TestDatabase.on(server.uri());
					JavaProcess process = JavaProcess.start(AdapterProcess.class, database.uri(), "kill", point)) {
				// The renewals of the lock count as well, so a faster process can end
				// before the point.
				String name = process.await("POINT");
				process.end();
				List<String> completed = ids(database, "monarch_migrations", "_id", "COMPLETED");
				assertThat(ids(database, "mongockChangeLog", "changeId", "EXECUTED")).as(name)
					.filteredOn(IDS::contains)
					.containsExactlyInAnyOrderElementsOf(completed);
				List<String> begun = ids(database, "monarch_migrations", "_id", "PROCESSING");
				Application.mongock(getClass().getClassLoader(), "io.monarch.mongock.tests.shop").run(database);
				List<String> steps = Steps.of(database.database());
				for (String id : IDS) {
					assertThat(Collections.frequency(steps, id)).as("%s, %s", name, id)
						.isBetween(1, begun.contains(id) ? 2 : 1);
				}
			}
		}
	}

	private static int points() {
		try (TestDatabase database = TestDatabase.on(server.uri());
				JavaProcess process = JavaProcess.start(AdapterProcess.class, database.uri(), "none", 0)) {
			return Integer.parseInt(process.await("POINTS ").substring("POINTS ".length()));
		}
	}

	private static List<String> ids(TestDatabase database, String collection, String field, String state) {
		return database.collection(collection)
			.find(Filters.eq("state", state))
			.map((Document record) -> record.getString(field))
			.into(new java.util.ArrayList<>());
	}

}
