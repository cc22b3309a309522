package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.JavaProcess;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts many instances at once over the same migrations.
 */
@RealMongo
@InRounds
@LongTest
class MigrationStartersIntegrationTests {

	private static final int MIGRATIONS = 10;

	private static final int ROUNDS = RoundCount.of("monarch.test.rounds", 1, 3);

	@Test
	void instancesThatStartAtOnceRunEachMigrationExactlyOnce() throws Exception {
		int instances = 32;
		Class<?>[] migrations = GeneratedMigrations.create(MIGRATIONS);
		ExecutorService executor = Executors.newFixedThreadPool(instances);
		for (int round = 0; round < ROUNDS; round++) {
			try (TestDatabase database = TestDatabase.create()) {
				CyclicBarrier barrier = new CyclicBarrier(instances);
				List<Future<?>> futures = new ArrayList<>();
				for (int i = 0; i < instances; i++) {
					futures.add(executor.submit(() -> {
						try (Environments environments = database.environments("test");
								MigrationHarness harness = new MigrationHarness(migrations)) {
							Environment environment = environments.get("test");
							environment.client();
							barrier.await();
							return harness.migrate(environment);
						}
					}));
				}
				for (Future<?> future : futures) {
					future.get();
				}
				assertEachRanOnce(database);
			}
		}
		executor.shutdown();
		System.out.println(instances + " instances as threads, " + MIGRATIONS + " migrations, " + ROUNDS
				+ " rounds: each ran once");
	}

	@Test
	void processesThatStartAtOnceRunEachMigrationExactlyOnce(TestDatabase database) {
		List<JavaProcess> processes = IntStream.range(0, 6)
			.mapToObj((i) -> JavaProcess.start(MigrationProcess.class, database.uri(), 30_000, MIGRATIONS, "none", 0))
			.toList();
		for (JavaProcess process : processes) {
			assertThat(process.end()).contains("DONE");
			assertThat(process.exitCode()).isZero();
		}
		assertEachRanOnce(database);
	}

	private static void assertEachRanOnce(TestDatabase database) {
		List<Document> counts = database.collection("effects")
			.aggregate(List.of(Aggregates.group("$migration", Accumulators.sum("runs", 1))))
			.into(new ArrayList<>());
		assertThat(counts).hasSize(MIGRATIONS).allMatch((count) -> count.getInteger("runs") == 1);
		assertThat(database.collection("monarch_migrations").find().into(new ArrayList<>())).hasSize(MIGRATIONS)
			.allMatch((record) -> record.getString("state").equals("COMPLETED"));
	}

}
