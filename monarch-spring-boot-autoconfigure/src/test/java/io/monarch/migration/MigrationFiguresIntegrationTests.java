package io.monarch.migration;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import io.monarch.environment.Environment;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prints how long migrations take beside the plain writes that they cannot do without.
 * The figures are printed and not asserted: machines are shared.
 */
@RealMongo
@LongTest
class MigrationFiguresIntegrationTests {

	private static final int COUNT = Integer.getInteger("monarch.test.figures.migrations", 200);

	private static final int ROUNDS = Integer.getInteger("monarch.test.figures.rounds", 1);

	@Test
	void trivialMigrationsBesidePlainWrites(TestDatabase database) {
		Class<?>[] migrations = GeneratedMigrations.create(COUNT);
		write(database, COUNT); // so that neither side pays for a cold start
		double[] ratios = IntStream.range(0, ROUNDS).mapToDouble((round) -> {
			database.environment().mongoDatabase().getCollection("monarch_migrations").drop();
			return measure(database, migrations);
		}).sorted().toArray();
		System.out.printf(Locale.ROOT, "%d rounds: median %.2f x (%.2f-%.2f)%n", ROUNDS, ratios[ROUNDS / 2], ratios[0],
				ratios[ROUNDS - 1]);
	}

	private static double measure(TestDatabase database, Class<?>[] migrations) {
		Environment environment = database.environment();
		Duration writes = write(database, 3 * COUNT);
		Duration run;
		try (MigrationHarness harness = new MigrationHarness(migrations)) {
			long start = System.nanoTime();
			assertThat(harness.migrate(environment).applied()).hasSize(COUNT);
			run = since(start);
		}
		Duration writesAfter = write(database, 3 * COUNT);
		long floor = (writes.toNanos() + writesAfter.toNanos()) / 2;
		Duration again = IntStream.range(0, 5)
			.mapToObj((i) -> startWithAllApplied(environment, migrations))
			.sorted()
			.toList()
			.get(2);
		System.out.printf(Locale.ROOT,
				"%d trivial migrations: %d ms, %.2f x the %d ms of %d plain majority writes; "
						+ "a start with all applied: %d ms%n",
				COUNT, run.toMillis(), run.toNanos() / (double) floor, floor / 1_000_000, 3 * COUNT, again.toMillis());
		return run.toNanos() / (double) floor;
	}

	/**
	 * What a start adds: finding the migrations among the beans and reading the history.
	 */
	private static Duration startWithAllApplied(Environment environment, Class<?>[] migrations) {
		try (MigrationHarness harness = new MigrationHarness(migrations)) {
			long start = System.nanoTime();
			assertThat(harness.migrate(environment).applied()).isEmpty();
			return since(start);
		}
	}

	private static Duration write(TestDatabase database, int count) {
		MongoCollection<Document> collection = database.collection("plain").withWriteConcern(WriteConcern.MAJORITY);
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			collection.insertOne(new Document("migration", "plain"));
		}
		return since(start);
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

}
