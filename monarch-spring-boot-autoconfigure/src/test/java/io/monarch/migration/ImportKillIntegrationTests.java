package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchCollections;
import io.monarch.foreign.ForeignRows;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stops an import at each of its writes: then all of its records count, or none does.
 */
@RealMongo
@LongTest
class ImportKillIntegrationTests {

	private static final String APP_NAME = "monarch-import-kill";

	private static final List<String> WRITES = List.of("insert", "update", "findAndModify", "create", "delete",
			"commitTransaction");

	/** More writes than an import has. */
	private static final int WRITES_AT_MOST = 40;

	@Test
	void importThatStopsAtAnyWriteIsAllOrNothing() {
		assertThat(stopAtEachWrite(TestDatabase::create)).contains(Set.of(), Set.of("1_first", "2_second"));
	}

	/**
	 * What is committed to in one write counts, although the records are not all written.
	 */
	@Test
	void importThatStopsAtAnyWriteIsAllOrNothingWithoutTransactions() {
		try (TestStandalone server = TestStandalone.start()) {
			assertThat(stopAtEachWrite(() -> TestDatabase.on(server.uri("")))).contains(Set.of(),
					Set.of("1_first", "2_second"));
		}
	}

	/**
	 * Stop an import at its first write, then at its second, and so on.
	 * @return what was imported where it was stopped
	 */
	private static List<Set<String>> stopAtEachWrite(Supplier<TestDatabase> databases) {
		List<Set<String>> seen = new ArrayList<>();
		for (int writes = 0; writes < WRITES_AT_MOST; writes++) {
			try (TestDatabase database = databases.get();
					MigrationHarness harness = new MigrationHarness(First.class, Second.class, Third.class)) {
				database.collection("mongockChangeLog")
					.insertMany(List.of(ForeignRows.mongock("a", "jane", "EXECUTED", 1),
							ForeignRows.mongock("2_second", "jane", "EXECUTED", 2),
							ForeignRows.mongock("gone", "jane", "EXECUTED", 3)));
				boolean stopped = stopped(database, harness, writes);
				MigrationHarness.FAST_LOCKS.unlock(database.environment()); // its process
																			// is gone
				Set<String> imported = imported(harness, database.environment());
				assertThat(imported).isIn(Set.of(), Set.of("1_first", "2_second"));
				seen.add(imported);
				// The next holder of the lock goes on, and nothing runs twice.
				harness.runner.importHistory(database.environment(), HistoryImportRequest.ANY, harness);
				assertThat(harness.migrate(database.environment()).applied()).extracting(Applied::id)
					.containsExactly("3_third");
				assertThat(database.collection(MonarchCollections.HISTORY).countDocuments()).isEqualTo(4);
				assertThat(database.collection(MonarchCollections.HISTORY)
					.countDocuments(new Document("import.plan", new Document("$exists", true)))).isZero();
				if (!stopped) {
					return seen;
				}
			}
		}
		throw new AssertionError("There are more writes than " + WRITES_AT_MOST);
	}

	private static boolean stopped(TestDatabase database, MigrationHarness harness, int writes) {
		String name = APP_NAME + "-" + database.name();
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(database.uri()))
			.applicationName(name.substring(0, Math.min(name.length(), 60)))
			.retryWrites(false)
			.build();
		try (Environments environments = Environments
			.of(List.of(new EnvironmentSettings("test", settings, database.name(), null)), "test")) {
			Environment environment = environments.get("test");
			tell(database.client(),
					new Document("mode", new Document("skip", writes)).append("data",
							new Document("failCommands", WRITES).append("errorCode", 8000)
								.append("appName", settings.getApplicationName())));
			harness.runner.importHistory(environment, HistoryImportRequest.ANY, harness);
			return false;
		}
		catch (RuntimeException ex) {
			assertThat(ex).hasMessageContaining("failCommand");
			return true;
		}
		finally {
			tell(database.client(), new Document("mode", "off"));
		}
	}

	private static void tell(MongoClient client, Document how) {
		Document command = new Document("configureFailPoint", "failCommand");
		command.putAll(how);
		client.getDatabase("admin").runCommand(command);
	}

	private static Set<String> imported(MigrationHarness harness, Environment environment) {
		return harness.runner.migrations()
			.list(environment)
			.stream()
			.filter((status) -> status.state() == MigrationState.COMPLETED)
			.map(MigrationStatus::id)
			.collect(Collectors.toSet());
	}

	private abstract static class Inserting implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("effects").insertOne(new Document("by", getClass().getSimpleName()));
		}

	}

	@Migration(id = "1_first", formerly = "a")
	static class First extends Inserting {

	}

	@Migration("2_second")
	static class Second extends Inserting {

	}

	@Migration("3_third")
	static class Third extends Inserting {

	}

}
