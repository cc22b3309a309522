package io.monarch.mongock.tests;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.foreign.Verdict;
import io.monarch.migration.HistoryImportRequest;
import io.monarch.migration.HistoryImportResult;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Imports the history of Mongock itself, and runs Mongock itself afterwards.
 */
@RealMongo
class ImportIntegrationTests {

	private static final String PACKAGE = "io.monarch.mongock.tests.shop";

	private static final List<String> IDS = List.of("create-shop", "add-prices", "z-first", "a-second");

	private static final String[] STATES = { "EXECUTED", "EXECUTED", "EXECUTED", "FAILED", "IGNORED", "ROLLED_BACK",
			"ROLLBACK_FAILED" };

	private static final int HISTORIES = 24;

	private final Application mongock = Application.mongock(getClass().getClassLoader(), PACKAGE);

	private final Application monarch = Application.monarch(getClass().getClassLoader(), PACKAGE)
		.with("monarch.migration.trigger=none");

	@Test
	void mongockRunsNothingAgainAfterAnImport(TestDatabase database) {
		this.mongock.run(database);
		List<String> steps = Steps.of(database.database());
		List<Document> history = Contents.history(database);
		try (ConfigurableApplicationContext context = this.monarch.start(database)) {
			assertThat(importHistory(context, HistoryImportRequest.ANY).imported()).isEqualTo(IDS.size());
			assertThat(context.getBean(MigrationRunner.class).migrate(environment(context)).applied()).isEmpty();
		}
		this.mongock.run(database);
		assertThat(Steps.of(database.database())).isEqualTo(steps);
		assertThat(Contents.history(database)).isEqualTo(history);
	}

	@Test
	@LongTest
	void dryRunAfterAnImportListsWhatMongockItselfRunsNext() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int i = 0; i < HISTORIES; i++) {
			List<Document> rows = randomHistory(random);
			try (TestDatabase copy = TestDatabase.create(); TestDatabase database = TestDatabase.create()) {
				copy.collection("mongockChangeLog").insertMany(rows);
				database.collection("mongockChangeLog").insertMany(rows);
				this.mongock.run(copy);
				List<String> next = IDS.stream().filter(Steps.of(copy.database())::contains).toList();
				try (ConfigurableApplicationContext context = this.monarch.start(database)) {
					Environment environment = environment(context);
					MigrationRunner runner = context.getBean(MigrationRunner.class);
					HistoryImportRequest request = HistoryImportRequest.ANY;
					for (HistoryImportResult.Entry entry : runner.migrations()
						.dryRunImport(environment, request)
						.entries()) {
						if (entry.verdict() == Verdict.UNDECIDED || entry.verdict() == Verdict.FAILED) {
							request = request.accepting(entry.name(),
									next.contains(entry.oldId()) ? Verdict.PENDING : Verdict.COMPLETED);
						}
					}
					assertThat(importHistory(context, request).undecided()).isEmpty();
					assertThat(runner.migrations().dryRun(environment).pending()).as("seed %s, history %s", seed, i)
						.isEqualTo(next);
				}
				// With the history as it is after the import, Mongock runs the same.
				this.mongock.run(database);
				assertThat(IDS.stream().filter(Steps.of(database.database())::contains)).as("seed %s, history %s", seed, i)
					.containsExactlyElementsOf(next);
			}
		}
	}

	private static List<Document> randomHistory(Random random) {
		List<Document> rows = new ArrayList<>();
		for (String id : IDS) {
			if (id.equals("add-prices") && random.nextInt(3) == 0) {
				add(rows, id + "_before", "BEFORE_EXECUTION", random);
			}
			add(rows, id, "EXECUTION", random);
		}
		if (rows.isEmpty()) {
			add(rows, "gone", "EXECUTION", random);
			rows.add(row("gone", "EXECUTION", "EXECUTED", 99, random));
		}
		return rows;
	}

	private static void add(List<Document> rows, String id, String type, Random random) {
		int count = random.nextInt(4);
		for (int i = 0; i < count; i++) {
			rows.add(row(id, type, STATES[random.nextInt(STATES.length)], i, random));
		}
	}

	private static Document row(String id, String type, String state, int execution, Random random) {
		return new Document("executionId", "2026-01-01-" + execution).append("changeId", id)
			.append("author", AUTHOR)
			.append("timestamp", new Date(1_700_000_000_000L + random.nextInt(50)))
			.append("state", state)
			.append("type", type)
			.append("changeLogClass", "com.example.Unit")
			.append("changeSetMethod", "execution")
			.append("metadata", null)
			.append("executionMillis", 5L)
			.append("executionHostname", "h")
			.append("errorTrace", null)
			.append("systemChange", false);
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
