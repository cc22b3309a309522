package io.monarch.mongock.tests.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.mongodb.client.MongoCollection;
import io.monarch.environment.Environment;
import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.ToolHistories;
import io.monarch.foreign.Verdict;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.HistoryImportRequest;
import io.monarch.migration.HistoryImportResult;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.MongoMigration;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import io.mongock.driver.api.entry.ChangeEntryExecuted;
import io.mongock.driver.mongodb.sync.v4.repository.MongoSync4ChangeEntryRepository;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what Monarch reads in the history of Mongock with what Mongock itself counts
 * as executed, for random histories.
 */
@RealMongo
@LongTest
class MongockRuleIntegrationTests {

	private static final int HISTORIES = 10_000;

	private static final int MIGRATIONS = 150;

	private static final String[] STATES = { "EXECUTED", "EXECUTED", "FAILED", "IGNORED", "ROLLED_BACK",
			"ROLLBACK_FAILED", "NONE" };

	@Test
	void entryIsAppliedExactlyWhenMongockCountsItAsExecuted() {
		long seed = Long.getLong("monarch.test.seed", 20);
		try (TestDatabase database = TestDatabase.create()) {
			MongoCollection<Document> collection = database.collection("mongockChangeLog");
			Map<String, List<Document>> rows = fill(collection, new Random(seed), HISTORIES, true);
			Set<String> executed = executedByMongock(collection);
			List<ForeignEntry> entries = new ToolHistories(database.database())
				.require("mongockChangeLog", ForeignTool.MONGOCK)
				.entries();
			Set<String> seen = new HashSet<>();
			for (ForeignEntry entry : entries) {
				if (entry.verdict() == Verdict.IGNORED) {
					continue;
				}
				String key = key(entry.id(), entry.author());
				seen.add(unit(key));
				if (entry.verdict() == Verdict.UNDECIDED) {
					assertThat(isUnknowable(rows, executed, key)).as("seed %s: %s", seed, entry).isTrue();
				}
				else {
					assertThat(entry.verdict() == Verdict.COMPLETED).as("seed %s: %s", seed, entry)
						.isEqualTo(executed.contains(key));
				}
			}
			assertThat(seen)
				.isEqualTo(rows.keySet().stream().map(MongockRuleIntegrationTests::unit).collect(Collectors.toSet()));
		}
	}

	@Test
	void dryRunAfterTheImportListsWhatMongockWouldRun() {
		long seed = Long.getLong("monarch.test.seed", 20);
		try (TestDatabase database = TestDatabase.create();
				AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			MongoCollection<Document> collection = database.collection("mongockChangeLog");
			Map<String, List<Document>> rows = fill(collection, new Random(seed), MIGRATIONS, false);
			Set<String> executed = executedByMongock(collection);
			context.register(migrations(rows.keySet()));
			MigrationRunner runner = new MigrationRunner(new Migrations(context.getDefaultListableBeanFactory(),
					new MigrationTemplates(context, true),
					new MigrationSettings(
							TestLocks.of(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
									Duration.ofSeconds(5), Duration.ofSeconds(60))),
							OutOfOrder.RUN, Transactions.REQUIRED, ForeignHistory.REFUSE,
							new MigratingApplication("test", null))),
					(event) -> {
					}, List.of());
			context.refresh();
			Environment environment = database.environment();
			HistoryImportRequest request = HistoryImportRequest.ANY;
			HistoryImportResult planned = runner.migrations().dryRunImport(environment, request);
			for (HistoryImportResult.Entry entry : planned.entries()) {
				if (entry.verdict() == Verdict.UNDECIDED || entry.verdict() == Verdict.FAILED) {
					request = request.accepting(entry.name(), executed.contains(key(entry.oldId(), entry.author()))
							? Verdict.COMPLETED : Verdict.PENDING);
				}
			}
			HistoryImportResult result = runner.importHistory(environment, request, new MigrationListener() {
			});
			assertThat(result.undecided()).as("seed %s", seed).isEmpty();
			Set<String> expected = rows.keySet()
				.stream()
				.filter((key) -> !executed.contains(key))
				.map((key) -> key.substring(0, key.indexOf('@')))
				.collect(Collectors.toCollection(TreeSet::new));
			assertThat(runner.migrations().dryRun(environment).pending()).as("seed %s", seed)
				.containsExactlyInAnyOrderElementsOf(expected);
		}
	}

	/**
	 * Tell whether the table of decisions leaves an entry to a person, by what is in the
	 * rows alone.
	 */
	private static boolean isUnknowable(Map<String, List<Document>> rows, Set<String> executed, String key) {
		String before = key.replace("@", "_before@");
		if (rows.containsKey(before) && (executed.contains(before) && !executed.contains(key))) {
			return true;
		}
		return isUnknowable(rows.get(key)) || (!executed.contains(key) && isUnknowable(rows.get(before)));
	}

	private static boolean isUnknowable(List<Document> rows) {
		if (rows == null) {
			return false;
		}
		if (rows.stream().allMatch((row) -> "IGNORED".equals(row.get("state")))) {
			return true;
		}
		for (Document row : rows) {
			for (Document other : rows) {
				boolean one = "ROLLED_BACK".equals(row.get("state"));
				boolean two = !other.containsKey("state") || "EXECUTED".equals(other.get("state"));
				if (one && two && row.get("timestamp").equals(other.get("timestamp"))) {
					return true;
				}
			}
		}
		return false;
	}

	private static Map<String, List<Document>> fill(MongoCollection<Document> collection, Random random, int count,
			boolean withParts) {
		Map<String, List<Document>> rows = new HashMap<>();
		List<Document> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			boolean part = withParts && random.nextInt(5) == 0;
			String author = (random.nextInt(4) == 0) ? "bob" : "jane";
			if (part) {
				add(rows, all, random, "change-" + i + "_before", author, "BEFORE_EXECUTION");
			}
			if (!part || random.nextInt(4) != 0) {
				add(rows, all, random, "change-" + i, author, "EXECUTION");
			}
		}
		collection.insertMany(all);
		return rows;
	}

	private static void add(Map<String, List<Document>> rows, List<Document> all, Random random, String id,
			String author, String type) {
		int number = 1 + random.nextInt(5);
		for (int i = 0; i < number; i++) {
			String state = STATES[random.nextInt(STATES.length)];
			Document row = new Document("_id", new ObjectId()).append("executionId", "e-" + i)
				.append("changeId", id)
				.append("author", author)
				.append("timestamp", new Date(1_700_000_000_000L + random.nextInt(4)))
				.append("type", type)
				.append("changeLogClass", "com.example." + id)
				.append("changeSetMethod", "execution")
				.append("executionMillis", 5L)
				.append("executionHostname", "h")
				.append("systemChange", false);
			if (!state.equals("NONE")) {
				row.append("state", state);
			}
			all.add(row);
			rows.computeIfAbsent(key(id, author), (key) -> new ArrayList<>()).add(row);
		}
	}

	private static Set<String> executedByMongock(MongoCollection<Document> collection) {
		Set<String> executed = new HashSet<>();
		for (ChangeEntryExecuted entry : new MongoSync4ChangeEntryRepository(collection).getExecuted()) {
			executed.add(key(entry.getChangeId(), entry.getAuthor()));
		}
		return executed;
	}

	private static String key(String id, String author) {
		return id + "@" + author;
	}

	private static String unit(String key) {
		return key.replace("_before@", "@");
	}

	private static Class<?>[] migrations(Set<String> keys) {
		List<Class<?>> types = new ArrayList<>();
		for (String key : keys) {
			types.add(new ByteBuddy().subclass(Nothing.class)
				.name(MongockRuleIntegrationTests.class.getPackageName() + ".Generated" + types.size())
				.annotateType(AnnotationDescription.Builder.ofType(Migration.class)
					.define("id", key.substring(0, key.indexOf('@')))
					.build())
				.make()
				.load(MongockRuleIntegrationTests.class.getClassLoader())
				.getLoaded());
		}
		return types.toArray(Class<?>[]::new);
	}

	/**
	 * Does nothing.
	 */
	public static class Nothing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
		}

	}

}
