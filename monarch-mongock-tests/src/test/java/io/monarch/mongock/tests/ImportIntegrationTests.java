package io.monarch.mongock.tests;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.foreign.Verdict;
import io.monarch.migration.HistoryImportRequest;
import io.monarch.migration.HistoryImportResult;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.SuppliedMigration;
import io.monarch.mongock.MongockChangeUnits;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Imports the history of Mongock itself, and runs Mongock itself afterwards.
 */
@RealMongo
class ImportIntegrationTests {

	private static final String PACKAGE = "io.monarch.mongock.tests.shop";

	private static final String HISTORY = "mongockChangeLog";

	private static final String EARLIER = "2026-01-01-";

	private static final String[] STATES = { "EXECUTED", "EXECUTED", "EXECUTED", "FAILED", "IGNORED", "ROLLED_BACK",
			"ROLLBACK_FAILED" };

	private static final int UNITS = 100;

	private final Application mongock = Application.mongock(getClass().getClassLoader(), PACKAGE);

	private final Application monarch = Application.monarch(getClass().getClassLoader(), PACKAGE)
		.with("monarch.migration.trigger=none");

	@Test
	void mongockRunsNothingAgainAfterAnImport(TestDatabase database) {
		this.mongock.run(database);
		List<String> steps = Steps.of(database.database());
		List<Document> history = Contents.history(database);
		try (ConfigurableApplicationContext context = this.monarch.start(database)) {
			assertThat(importHistory(context, HistoryImportRequest.ANY).imported()).isEqualTo(4);
			assertThat(context.getBean(MigrationRunner.class).migrate(environment(context)).applied()).isEmpty();
		}
		this.mongock.run(database);
		assertThat(Steps.of(database.database())).isEqualTo(steps);
		assertThat(Contents.history(database)).isEqualTo(history);
	}

	@Test
	void dryRunAfterAnImportListsWhatMongockItselfRunsNext(TestDatabase copy, @TempDir Path folder) throws Exception {
		long seed = Long.getLong("monarch.test.seed", 20);
		Random random = new Random(seed);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader units = GeneratedUnits.create(UNITS, seed, folder);
				TestDatabase database = TestDatabase.create();
				ConfigurableApplicationContext context = Application.monarch(units, GeneratedUnits.PACKAGES)
					.with("monarch.migration.trigger=none")
					.start(database, "test")) {
			Thread.currentThread().setContextClassLoader(units);
			List<Document> rows = randomHistories(context.getBean(MongockChangeUnits.class).migrations(), random);
			copy.collection(HISTORY).insertMany(rows);
			database.collection(HISTORY).insertMany(rows);
			Application.mongock(units, GeneratedUnits.PACKAGES).run(copy, "test");
			Set<String> next = executed(copy);
			Environment environment = environment(context);
			MigrationRunner runner = context.getBean(MigrationRunner.class);
			HistoryImportRequest request = HistoryImportRequest.ANY;
			for (HistoryImportResult.Entry entry : runner.migrations().dryRunImport(environment, request).entries()) {
				if (entry.verdict() == Verdict.UNDECIDED || entry.verdict() == Verdict.FAILED) {
					request = request.accepting(entry.name(),
							next.contains(entry.oldId()) ? Verdict.PENDING : Verdict.COMPLETED);
				}
			}
			assertThat(importHistory(context, request).undecided()).isEmpty();
			assertThat(runner.migrations().dryRun(environment).pending()).as("seed %s", seed)
				.hasSizeGreaterThan(UNITS / 10)
				.containsExactlyInAnyOrderElementsOf(next);
			// The history of Mongock is as it was.
			Application.mongock(units, GeneratedUnits.PACKAGES).run(database, "test");
			assertThat(executed(database)).as("seed %s", seed).isEqualTo(next);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	/**
	 * Return the change units that Mongock has run now.
	 */
	private static Set<String> executed(TestDatabase database) {
		return database.collection(HISTORY)
			.find()
			.into(new ArrayList<>())
			.stream()
			.filter((entry) -> "EXECUTED".equals(entry.get("state")) && "EXECUTION".equals(entry.get("type"))
					&& !Boolean.TRUE.equals(entry.get("systemChange"))
					&& !entry.getString("executionId").startsWith(EARLIER))
			.map((entry) -> entry.getString("changeId"))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<Document> randomHistories(List<SuppliedMigration> changes, Random random) {
		List<Document> rows = new ArrayList<>();
		for (SuppliedMigration change : changes) {
			if (random.nextInt(6) == 0) {
				add(rows, change, "_before", "BEFORE_EXECUTION", random);
			}
			add(rows, change, "", "EXECUTION", random);
		}
		return rows;
	}

	private static void add(List<Document> rows, SuppliedMigration change, String end, String type, Random random) {
		int count = random.nextInt(4);
		for (int i = 0; i < count; i++) {
			rows.add(new Document("executionId", EARLIER + i).append("changeId", change.id() + end)
				.append("author", change.author())
				.append("timestamp", new Date(1_700_000_000_000L + random.nextInt(50)))
				.append("state", STATES[random.nextInt(STATES.length)])
				.append("type", type)
				.append("changeLogClass", change.type().getName())
				.append("changeSetMethod", "execution")
				.append("metadata", null)
				.append("executionMillis", 5L)
				.append("executionHostname", "h")
				.append("errorTrace", null)
				.append("systemChange", false));
		}
	}

	private static HistoryImportResult importHistory(ConfigurableApplicationContext context,
			HistoryImportRequest request) {
		return context.getBean(MigrationRunner.class)
			.importHistory(environment(context), request, new MigrationListener() {
			});
	}

	private static Environment environment(ConfigurableApplicationContext context) {
		return context.getBean(Environments.class).application().orElseThrow();
	}

}
