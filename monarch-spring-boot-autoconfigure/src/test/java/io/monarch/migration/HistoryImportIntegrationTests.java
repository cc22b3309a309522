package io.monarch.migration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.ForeignRows;
import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.Verdict;
import io.monarch.migration.HistoryImportResult.Entry;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.SentCommands;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests the import of another tool's history, and that nothing runs past one.
 */
@RealMongo
class HistoryImportIntegrationTests {

	private static final String MONGOCK = "mongockChangeLog";

	private static final MonarchSettings REFUSE = new MonarchSettings(ForeignHistory.REFUSE);

	private TestDatabase database;

	private Environment environment;

	@BeforeEach
	void create() {
		this.database = TestDatabase.create();
		this.environment = this.database.environment();
	}

	@AfterEach
	void drop() {
		this.database.close();
	}

	@Test
	void startWhenMongockHasAHistoryRunsNothingAndSaysWhatToType() {
		mongock(executed("a", 1), executed("b", 2), executed("b", 2).append("systemChange", true));
		try (MigrationHarness harness = REFUSE.harness()) {
			for (Runnable run : List.<Runnable>of(() -> harness.migrate(this.environment),
					() -> harness.runner.migrations().dryRun(this.environment),
					() -> harness.runner.migrateOne("1_first", this.environment, harness),
					() -> harness.runner.mark("1_first", this.environment, MigrationState.COMPLETED))) {
				MonarchException failure = catchThrowableOfType(MonarchException.class, run::run);
				assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
				assertThat(failure).hasMessageContaining(MONGOCK).hasMessageContaining("Mongock with 2 entries");
				assertThat(failure.action()).contains("'monarch import-history test --dry-run'",
						"monarch.migration.foreign-history to 'ignore'");
			}
		}
		assertThat(effects()).isEmpty();
		assertThat(history()).isEmpty();
	}

	@Test
	void startWhenForeignHistoriesAreIgnoredRunsAll() {
		mongock(executed("a", 1));
		try (MigrationHarness harness = new MonarchSettings(ForeignHistory.IGNORE).harness()) {
			assertThat(harness.migrate(this.environment).applied()).hasSize(3);
		}
	}

	@Test
	void startWhenForeignHistoriesAreImportedRunsTheRest() {
		mongock(executed("a", 1), executed("2_second", 2), executed("gone", 3));
		try (MigrationHarness harness = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			assertThat(harness.runner.migrations().dryRun(this.environment).pending()).containsExactly("3_third");
			assertThat(history()).isEmpty();
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id).containsExactly("3_third");
			assertThat(harness.status("1_first", this.environment).attempt())
				.satisfies((attempt) -> assertThat(attempt.imported())
					.isEqualTo(new MigrationStatus.Imported("mongock", MONGOCK, "a", "jane")));
			assertThat(harness.runner.migrations().list(this.environment)).extracting(MigrationStatus::id)
				.containsExactly("1_first", "2_second", "3_third");
		}
		assertThat(effects()).containsExactly("Third");
	}

	@Test
	void startWhenAnImportedEntryHasGotItsMigrationLaterRunsItNotAgain() {
		mongock(executed("a", 1), executed("2_second", 2));
		try (MigrationHarness harness = harness(ForeignHistory.REFUSE, Second.class)) {
			assertThat(importHistory(harness, HistoryImportRequest.ANY).imported()).isOne();
		}
		try (MigrationHarness harness = harness(ForeignHistory.REFUSE, First.class, Second.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> harness.migrate(this.environment))
				.withMessageContaining("Migration '1_first' is pending")
				.withMessageContaining("'" + MONGOCK + "' has it")
				.satisfies((ex) -> assertThat(ex.action())
					.contains("'monarch import-history test --collection " + MONGOCK + "'"));
		}
		try (MigrationHarness harness = harness(ForeignHistory.IMPORT, First.class, Second.class)) {
			assertThat(harness.migrate(this.environment).applied()).isEmpty();
			assertThat(harness.status("1_first", this.environment).state()).isEqualTo(MigrationState.COMPLETED);
		}
		assertThat(effects()).isEmpty();
	}

	@Test
	void startWhenMongockHasRolledAllBackRunsAll() {
		mongock(row("a", "ROLLED_BACK", 1), row("2_second", "ROLLED_BACK", 2));
		try (MigrationHarness harness = REFUSE.harness()) {
			assertThat(harness.migrate(this.environment).applied()).hasSize(3);
		}
	}

	private static MigrationHarness harness(ForeignHistory policy, Class<?>... migrations) {
		return new MigrationHarness(new MigrationSettings(MigrationHarness.FAST_LOCKS, OutOfOrder.RUN,
				Transactions.REQUIRED, policy, MigratingApplication.UNKNOWN), migrations);
	}

	@Test
	void startWhenAnEntryIsUndecidedImportsNothingAndRunsNothing() {
		mongock(executed("a", 1), row("2_second", "IGNORED", 2));
		try (MigrationHarness harness = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> harness.migrate(this.environment));
			assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
			assertThat(failure).hasMessageContaining("'2_second'");
			assertThat(failure.action()).contains("--accept \"2_second=completed\"");
		}
		assertThat(effects()).isEmpty();
		assertThat(history()).isEmpty();
	}

	@Test
	void importRecordsWhatWasAppliedAndTheRestStaysPending() {
		mongock(executed("a", 1000), row("2_second", "ROLLED_BACK", 2), executed("gone", 3),
				row("3_third", "FAILED", 4));
		try (MigrationHarness harness = REFUSE.harness()) {
			HistoryImportResult planned = harness.runner.migrations()
				.dryRunImport(this.environment, HistoryImportRequest.ANY);
			assertThat(history()).isEmpty();
			HistoryImportResult result = importHistory(harness, HistoryImportRequest.ANY);
			assertThat(result).isEqualTo(planned);
			assertThat(result.imported()).isEqualTo(2);
			assertThat(result.entries()).extracting(Entry::oldId, Entry::verdict, Entry::id)
				.containsExactly(tuple("2_second", Verdict.PENDING, "2_second"),
						tuple("gone", Verdict.NO_MIGRATION, null), tuple("3_third", Verdict.FAILED, "3_third"),
						tuple("a", Verdict.COMPLETED, "1_first"));
			assertThat(harness.status("1_first", this.environment)).satisfies((status) -> {
				assertThat(status.state()).isEqualTo(MigrationState.COMPLETED);
				assertThat(status.finishedAt()).isEqualTo(new Date(1000).toInstant());
				assertThat(status.duration()).hasMillis(12);
			});
			assertThat(harness.runner.migrations().pending(this.environment)).containsExactly("2_second");
			assertThat(catchThrowableOfType(MigrationFailedException.class, () -> harness.migrate(this.environment)))
				.hasMessageContaining("'3_third'");
			harness.runner.mark("3_third", this.environment, MigrationState.COMPLETED);
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id).containsExactly("2_second");
		}
		Document record = this.database.collection("monarch_migrations")
			.find(new Document("import", new Document("$exists", true)))
			.first();
		assertThat(record).isNotNull();
		assertThat(record.get("import", Document.class).getList("withoutMigration", Document.class))
			.extracting((each) -> each.get("id"))
			.containsExactly("gone");
	}

	@Test
	void entryWithoutAMigrationNeverMakesANewMigrationOutOfOrder() {
		mongock(executed("a", 1), executed("9999_later_than_all", 2));
		try (MigrationHarness harness = new MigrationHarness(new MigrationSettings(MigrationHarness.FAST_LOCKS,
				OutOfOrder.FAIL, Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN),
				First.class, Second.class, Third.class)) {
			importHistory(harness, HistoryImportRequest.ANY);
			assertThat(harness.migrate(this.environment).applied()).hasSize(2);
		}
	}

	@Test
	void importingTwiceIsImportingOnce() {
		mongock(executed("a", 1), executed("gone", 3), row("3_third", "FAILED", 4));
		try (MigrationHarness harness = REFUSE.harness()) {
			HistoryImportResult first = importHistory(harness, HistoryImportRequest.ANY);
			List<Document> before = history();
			HistoryImportResult second = importHistory(harness, HistoryImportRequest.ANY);
			assertThat(history()).isEqualTo(before);
			assertThat(first.imported()).isEqualTo(2);
			assertThat(second.imported()).isZero();
			assertThat(second.entries()).extracting(Entry::verdict)
				.containsExactlyElementsOf(first.entries().stream().map(Entry::verdict).toList());
		}
	}

	@Test
	void existingRecordIsNeverOverwritten() {
		try (MigrationHarness harness = REFUSE.harness()) {
			harness.runner.mark("1_first", this.environment, MigrationState.COMPLETED);
			Document before = history().get(0);
			mongock(row("a", "FAILED", 1), row("2_second", "EXECUTED", 2));
			assertThat(importHistory(harness, HistoryImportRequest.ANY).imported()).isOne();
			assertThat(history()).contains(before).hasSize(3);
		}
	}

	@Test
	void importWhenNoEntryHasAMigrationIsRememberedSoThatAllRun() {
		mongock(executed("gone", 1));
		try (MigrationHarness harness = REFUSE.harness()) {
			assertThat(importHistory(harness, HistoryImportRequest.ANY).imported()).isZero();
			assertThat(harness.migrate(this.environment).applied()).hasSize(3);
		}
	}

	@Test
	void importWhenAnEntryIsUndecidedChangesNothingUntilItIsAccepted() {
		mongock(executed("a", 1), row("2_second", "IGNORED", 2));
		try (MigrationHarness harness = REFUSE.harness()) {
			HistoryImportResult result = importHistory(harness, HistoryImportRequest.ANY);
			assertThat(result.undecided()).extracting(Entry::name).containsExactly("2_second");
			assertThat(result.imported()).isZero();
			assertThat(history()).isEmpty();
			importHistory(harness, HistoryImportRequest.ANY.accepting("2_second", Verdict.PENDING));
			assertThat(harness.runner.migrations().pending(this.environment)).containsExactly("2_second", "3_third");
		}
	}

	@Test
	void entryAcceptedAsPendingStaysPendingAtLaterStartsAndImports() {
		mongock(executed("a", 1), executed("2_second", 2));
		try (MigrationHarness harness = harness(ForeignHistory.REFUSE, Second.class)) {
			assertThat(importHistory(harness, HistoryImportRequest.ANY.accepting("2_second", Verdict.PENDING)
				.accepting("a@jane", Verdict.PENDING)).imported()).isZero();
		}
		try (MigrationHarness harness = REFUSE.harness();
				MigrationHarness importing = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			assertThat(harness.runner.migrations().dryRun(this.environment).pending()).hasSize(3);
			assertThat(importing.runner.migrations().dryRun(this.environment).pending()).hasSize(3);
			List<Document> before = history();
			HistoryImportResult again = importHistory(harness, HistoryImportRequest.ANY);
			assertThat(again.imported()).isZero();
			assertThat(again.entries()).extracting(Entry::oldId, Entry::verdict, Entry::why)
				.containsExactly(tuple("a", Verdict.PENDING, "accepted as pending in an earlier import; applied"),
						tuple("2_second", Verdict.PENDING, "accepted as pending in an earlier import; applied"));
			importHistory(harness, HistoryImportRequest.ANY);
			assertThat(accepted(history())).isEqualTo(accepted(before));
			assertThat(importing.migrate(this.environment).applied()).hasSize(3);
		}
		assertThat(effects()).containsExactly("First", "Second", "Third");
	}

	@Test
	void entryAcceptedWithoutAMigrationIsDecidedWhenTheApplicationHasItLater() {
		mongock(row("a", "IGNORED", 1), executed("2_second", 2));
		try (MigrationHarness harness = harness(ForeignHistory.REFUSE, Second.class)) {
			importHistory(harness, HistoryImportRequest.ANY.accepting("a", Verdict.COMPLETED));
		}
		try (MigrationHarness harness = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id).containsExactly("3_third");
			assertThat(harness.status("1_first", this.environment).state()).isEqualTo(MigrationState.COMPLETED);
		}
	}

	@Test
	void decisionNoLongerHoldsWhenTheToolHasRunTheChangeSinceOrIsDecidedAgain() {
		mongock(executed("a", 1), executed("2_second", 2));
		try (MigrationHarness harness = REFUSE.harness()) {
			importHistory(harness,
					HistoryImportRequest.ANY.accepting("a", Verdict.PENDING).accepting("2_second", Verdict.PENDING));
			mongock(executed("a", 3));
			HistoryImportResult result = importHistory(harness,
					HistoryImportRequest.ANY.accepting("2_second@jane", Verdict.COMPLETED));
			assertThat(result.imported()).isEqualTo(2);
			assertThat(harness.runner.migrations().pending(this.environment)).containsExactly("3_third");
		}
	}

	@Test
	void importWhenMongockHoldsItsLockIsBusyAndWithAStaleOneIsNot() {
		mongock(executed("a", 1));
		MongoCollection<Document> locks = this.database.collection("mongockLock");
		locks.insertOne(new Document("key", "DEFAULT_KEY").append("status", "LOCK_HELD")
			.append("owner", "pod-1")
			.append("expiresAt", new Date(System.currentTimeMillis() + 60_000)));
		try (MigrationHarness harness = REFUSE.harness()) {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> importHistory(harness, HistoryImportRequest.ANY));
			assertThat(failure.kind()).isEqualTo(Kind.BUSY);
			assertThat(failure).hasMessageContaining("mongockLock").hasMessageContaining("pod-1");
			assertThat(history()).isEmpty();
			locks.updateOne(new Document(), new Document("$set", new Document("expiresAt", new Date(1))));
			assertThat(harness.runner.migrations().dryRunImport(this.environment, HistoryImportRequest.ANY).warnings())
				.singleElement()
				.asString()
				.contains("mongockLock", "left behind");
			assertThat(importHistory(harness, HistoryImportRequest.ANY).imported()).isOne();
			assertThat(locks.countDocuments()).isZero();
		}
	}

	@Test
	void lockOfMongockIsHeldFromAnImportToTheEndOfTheRun() {
		mongock(executed("a", 1));
		this.database.database().createCollection("mongockLock");
		try (MigrationHarness harness = harness(ForeignHistory.IMPORT, First.class, Observing.class)) {
			assertThat(harness.migrate(this.environment).applied()).hasSize(1);
		}
		Document lock = this.database.collection("observed").find().first();
		assertThat(lock).containsEntry("key", "DEFAULT_KEY").containsEntry("status", "LOCK_HELD");
		assertThat(lock.getString("owner")).startsWith("monarch:");
		assertThat(this.database.collection("mongockLock").countDocuments()).isZero();
	}

	@Test
	void databaseWithoutALockOfMongockGetsNone() {
		this.database.collection("changelog").insertOne(ForeignRows.migrateMongo("a.js", 1));
		try (MigrationHarness harness = REFUSE.harness()) {
			importHistory(harness, HistoryImportRequest.ANY);
		}
		assertThat(this.database.database().listCollectionNames()).doesNotContain("mongockLock");
	}

	@Test
	void lockOfMongobeeNeverEndsAndTheMessageSaysWhatToDo() {
		this.database.collection("dbchangelog")
			.insertOne(new Document("changeId", "a").append("author", "jane")
				.append("timestamp", new Date(1))
				.append("changeLogClass", "x.Y")
				.append("changeSetMethod", "m"));
		this.database.collection("mongobeelock").insertOne(new Document("key", "LOCK").append("status", "LOCK_HELD"));
		try (MigrationHarness harness = REFUSE.harness()) {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> importHistory(harness, HistoryImportRequest.ANY));
			assertThat(failure.kind()).isEqualTo(Kind.BUSY);
			assertThat(failure.action()).contains("getCollection(\"mongobeelock\").deleteMany({})");
			this.database.collection("mongobeelock").deleteMany(new Document());
			assertThat(importHistory(harness, HistoryImportRequest.ANY).from()).isEqualTo(ForeignTool.MONGOBEE);
		}
	}

	@Test
	void lockOfMigrateMongoLivesAsLongAsItsIndexSays() {
		this.database.collection("changelog").insertOne(ForeignRows.migrateMongo("a.js", 1));
		MongoCollection<Document> locks = this.database.collection("changelog_lock");
		locks.insertOne(new Document("createdAt", new Date()));
		try (MigrationHarness harness = REFUSE.harness()) {
			assertThat(importHistory(harness, HistoryImportRequest.ANY).warnings()).hasSize(1);
			locks.createIndex(new Document("createdAt", 1),
					new IndexOptions().expireAfter(600L, java.util.concurrent.TimeUnit.SECONDS));
			assertThat(
					catchThrowableOfType(MonarchException.class, () -> importHistory(harness, HistoryImportRequest.ANY))
						.kind())
				.isEqualTo(Kind.BUSY);
		}
	}

	@Test
	void historiesOfTwoToolsAreNotChosenBetween() {
		mongock(executed("a", 1));
		this.database.collection("changelog").insertOne(ForeignRows.migrateMongo("2_second.js", 1));
		try (MigrationHarness harness = REFUSE.harness();
				MigrationHarness importing = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			for (Runnable run : List.<Runnable>of(() -> harness.migrate(this.environment),
					() -> importing.migrate(this.environment),
					() -> importHistory(harness, HistoryImportRequest.ANY))) {
				MonarchException failure = catchThrowableOfType(MonarchException.class, run::run);
				assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
				assertThat(failure).hasMessageContaining("1 entry of Mongock")
					.hasMessageContaining("1 entry of migrate-mongo");
				assertThat(failure.action()).contains(
						"'monarch import-history test --from migrate-mongo' and "
								+ "'monarch import-history test --from mongock'",
						"monarch.migration.foreign-history-from=migrate-mongo,mongock");
			}
			assertThat(importHistory(harness, new HistoryImportRequest(ForeignTool.MONGOCK, null, Map.of())).imported())
				.isOne();
			assertThat(importHistory(harness, new HistoryImportRequest(ForeignTool.MIGRATE_MONGO, null, Map.of()))
				.imported()).isOne();
			assertThat(harness.runner.migrations().pending(this.environment)).containsExactly("3_third");
		}
	}

	@Test
	void startWhenTheHistoriesAreNamedImportsTheseAndNoOther() {
		mongock(executed("a", 1));
		this.database.collection("changelog").insertOne(ForeignRows.migrateMongo("2_second.js", 1));
		this.database.collection("dbchangelog").insertOne(executed("3_third", 1));
		try (MigrationHarness harness = importing("mongock", "migrate-mongo:changelog")) {
			assertThat(harness.runner.migrations().dryRun(this.environment).pending()).containsExactly("3_third");
			assertThat(history()).isEmpty();
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id).containsExactly("3_third");
		}
		assertThat(history()).extracting((record) -> record.getString("_id"))
			.contains("monarch:import:" + MONGOCK, "monarch:import:changelog")
			.hasSize(5);
	}

	@Test
	void importOfSeveralNamedHistoriesIsContinuedWhereItWasInterrupted() {
		mongock(executed("a", 1));
		this.database.collection("changelog").insertOne(ForeignRows.migrateMongo("2_second.js", 1));
		try (MigrationHarness harness = REFUSE.harness()) {
			importHistory(harness, new HistoryImportRequest(ForeignTool.MONGOCK, null, Map.of()));
		}
		try (MigrationHarness harness = importing("mongock", "migrate-mongo")) {
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id).containsExactly("3_third");
			assertThat(harness.migrate(this.environment).applied()).isEmpty();
		}
	}

	@Test
	void namedHistoriesAreImportedAllOrNone() {
		mongock(executed("a", 1));
		this.database.collection("changes").insertOne(row("2_second", "IGNORED", 2));
		try (MigrationHarness harness = importing("mongock:" + MONGOCK, "mongock:changes")) {
			assertThat(catchThrowableOfType(MonarchException.class, () -> harness.migrate(this.environment)).kind())
				.isEqualTo(Kind.REFUSED);
		}
		assertThat(history()).isEmpty();
		assertThat(effects()).isEmpty();
	}

	@Test
	void namedCollectionThatIsNoHistoryIsNamedAndOneThatDoesNotExistIsNone() {
		this.database.collection("changes").insertOne(new Document("_id", "entry-7").append("text", "New"));
		this.database.collection("changes").insertOne(executed("a", 1));
		try (MigrationHarness harness = importing("mongock:changes")) {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> harness.migrate(this.environment));
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(failure).hasMessageContaining("'changes' is not a history of Mongock")
				.hasMessageContaining("'entry-7'");
			assertThat(effects()).isEmpty();
		}
		try (MigrationHarness harness = importing("mongock:others")) {
			assertThat(harness.migrate(this.environment).applied()).hasSize(3);
		}
	}

	@Test
	void startWhenOnlyAHistoryExistsThatIsNotNamedRunsNothing() {
		this.database.collection("changes").insertOne(executed("a", 1));
		try (MigrationHarness harness = importing("mongock:chnges")) {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> harness.migrate(this.environment));
			assertThat(failure).hasMessageContaining("'changes' is a history of Mongock");
			assertThat(failure.action()).contains("monarch.migration.foreign-history-from");
		}
		assertThat(effects()).isEmpty();
	}

	@Test
	void historyWhoseFirstDocumentIsDamagedIsRecognized() {
		MongoCollection<Document> changes = this.database.collection("changes");
		changes.insertOne(new Document("_id", "broken").append("changeLogClass", "x"));
		changes.insertOne(executed("a", 1));
		try (MigrationHarness harness = REFUSE.harness()) {
			assertThat(catchThrowableOfType(MonarchException.class, () -> harness.migrate(this.environment)))
				.hasMessageContaining("'changes' is a history of Mongock");
		}
		assertThat(effects()).isEmpty();
	}

	@Test
	void entriesOfAnotherApplicationInTheSameHistoryNeverBlock() {
		mongock(executed("a", 1), row("other-failed", "FAILED", 2), row("other-ignored", "IGNORED", 3),
				ForeignRows.mongock("other-half_before", "bob", "EXECUTED", 4)
					.append("_id", new ObjectId())
					.append("type", "BEFORE_EXECUTION"),
				executed("other-shared", 5),
				ForeignRows.mongock("other-shared", "bob", "EXECUTED", 6).append("_id", new ObjectId()));
		try (MigrationHarness harness = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			HistoryImportResult planned = harness.runner.migrations()
				.dryRunImport(this.environment, HistoryImportRequest.ANY);
			assertThat(planned.entries()).filteredOn((entry) -> entry.oldId().startsWith("other-"))
				.hasSize(6)
				.extracting(Entry::verdict)
				.containsOnly(Verdict.NO_MIGRATION, Verdict.IGNORED);
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id)
				.containsExactly("2_second", "3_third");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "kafka", "mongo" })
	void entriesOfFlamingockForOtherSystemsNeverBlock(String otherTarget) {
		this.database.collection("flamingockAuditLog")
			.insertMany(List.of(ForeignRows.flamingock("topic", "FAILED", 1).append("targetSystemId", "kafka"),
					ForeignRows.flamingock("table", "APPLIED", 2).append("targetSystemId", otherTarget)));
		try (MigrationHarness harness = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			HistoryImportResult planned = harness.runner.migrations()
				.dryRunImport(this.environment, HistoryImportRequest.ANY);
			assertThat(planned.entries()).extracting(Entry::verdict)
				.containsExactly(Verdict.NO_MIGRATION, Verdict.NO_MIGRATION);
			assertThat(harness.migrate(this.environment).applied()).hasSize(3);
		}
	}

	@Test
	void historiesOfTwoApplicationsAreToldApartByTheirCollections() {
		this.database.collection("shopChanges").insertOne(executed("a", 1));
		this.database.collection("billingChanges").insertOne(row("2_second", "IGNORED", 2));
		try (MigrationHarness harness = new MonarchSettings(ForeignHistory.IMPORT).harness()) {
			assertThat(catchThrowableOfType(MonarchException.class, () -> harness.migrate(this.environment)).action())
				.contains("--from mongock --collection billingChanges", "--from mongock --collection shopChanges",
						"foreign-history-from=mongock:billingChanges,mongock:shopChanges");
		}
		try (MigrationHarness harness = importing("mongock:shopChanges")) {
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id)
				.containsExactly("2_second", "3_third");
		}
	}

	private static MigrationHarness importing(String... names) {
		List<HistoryImportRequest> from = Arrays.stream(names).map((name) -> name.split(":", 2)).map((parts) -> {
			ForeignTool tool = ForeignTool.of(parts[0]).orElseThrow();
			return new HistoryImportRequest(tool, (parts.length > 1) ? parts[1] : null, Map.of());
		}).toList();
		return new MigrationHarness(
				new MigrationSettings(MigrationHarness.FAST_LOCKS, OutOfOrder.RUN, Transactions.REQUIRED,
						ForeignHistory.IMPORT, from, MigratingApplication.UNKNOWN),
				First.class, Second.class, Third.class);
	}

	@Test
	void collectionWithOtherDocumentsIsNoHistoryAndIsRefusedByName() {
		MongoCollection<Document> changelog = this.database.collection("changelog");
		changelog.insertOne(ForeignRows.migrateMongo("a.js", 1));
		changelog.insertOne(new Document("_id", "entry-7").append("text", "The shop has a new front page"));
		try (MigrationHarness harness = REFUSE.harness()) {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> importHistory(harness, new HistoryImportRequest(null, "changelog", Map.of())));
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(failure).hasMessageContaining("'changelog'").hasMessageContaining("'entry-7'");
			assertThat(catchThrowableOfType(MonarchException.class,
					() -> importHistory(harness, HistoryImportRequest.ANY)))
				.hasMessageContaining("has no history of another migration tool");
			assertThat(harness.migrate(this.environment).applied()).hasSize(3);
		}
	}

	@Test
	void historyWithADamagedDocumentIsNotPassedAndNotImported() {
		mongock(executed("a", 1));
		this.database.collection(MONGOCK).insertOne(new Document("_id", "broken").append("changeLogClass", "x"));
		try (MigrationHarness harness = REFUSE.harness()) {
			assertThat(catchThrowableOfType(MonarchException.class, () -> harness.migrate(this.environment)))
				.hasMessageContaining(MONGOCK);
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> importHistory(harness, HistoryImportRequest.ANY));
			assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
			assertThat(failure).hasMessageContaining("'broken'");
		}
		assertThat(history()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "changes", "system_of_record", "mongockChangeLog" })
	void historyIsRecognizedWhateverItsName(String name) {
		this.database.collection(name).insertOne(executed("a", 1));
		try (MigrationHarness harness = REFUSE.harness()) {
			assertThat(catchThrowableOfType(MonarchException.class, () -> harness.migrate(this.environment)))
				.hasMessageContaining("'" + name + "' is a history of Mongock");
			assertThat(importHistory(harness, HistoryImportRequest.ANY).collection()).isEqualTo(name);
		}
	}

	@Test
	void recordUnderAFormerIdIsThatOfTheMigrationOfToday() {
		mongock(executed("a", 1));
		try (MigrationHarness harness = new MigrationHarness(OldFirst.class, Second.class)) {
			importHistory(harness, HistoryImportRequest.ANY);
			assertThat(harness.migrate(this.environment).applied()).hasSize(1);
		}
		try (MigrationHarness harness = REFUSE.harness()) {
			assertThat(harness.migrate(this.environment).applied()).extracting(Applied::id).containsExactly("3_third");
			assertThat(harness.runner.migrations().list(this.environment))
				.extracting(MigrationStatus::id, MigrationStatus::state)
				.containsExactly(tuple("1_first", MigrationState.COMPLETED),
						tuple("2_second", MigrationState.COMPLETED), tuple("3_third", MigrationState.COMPLETED));
			harness.runner.mark("1_first", this.environment, MigrationState.COMPLETED);
			assertThat(harness.status("1_first", this.environment).attempt().marked()).isTrue();
		}
	}

	@Test
	void startWhenMonarchHasAHistoryReadsNoOtherCollection() {
		mongock(executed("a", 1), executed("2_second", 2), executed("3_third", 3));
		try (MigrationHarness harness = REFUSE.harness()) {
			importHistory(harness, HistoryImportRequest.ANY);
		}
		SentCommands commands = new SentCommands();
		try (Environments environments = commands.environments("test", this.database);
				MigrationHarness harness = REFUSE.harness()) {
			assertThat(harness.migrate(environments.get("test")).applied()).isEmpty();
		}
		assertThat(commands.count("aggregate")).isOne();
		assertThat(commands.count("find") + commands.count("listCollections")).isZero();
	}

	@Test
	void startWhenTheDatabaseIsEmptyOnlyListsItsCollections() {
		SentCommands with = new SentCommands();
		SentCommands without = new SentCommands();
		try (Environments environments = with.environments("test", this.database);
				MigrationHarness harness = REFUSE.harness()) {
			harness.migrate(environments.get("test"));
		}
		try (TestDatabase other = TestDatabase.create();
				Environments environments = without.environments("test", other);
				MigrationHarness harness = new MonarchSettings(ForeignHistory.IGNORE).harness()) {
			harness.migrate(environments.get("test"));
		}
		assertThat(with.count("listCollections") - without.count("listCollections")).isOne();
		assertThat(with.count("find")).isEqualTo(without.count("find"));
	}

	private HistoryImportResult importHistory(MigrationHarness harness, HistoryImportRequest request) {
		return harness.runner.importHistory(this.environment, request, harness);
	}

	private void mongock(Document... rows) {
		this.database.collection(MONGOCK).insertMany(List.of(rows));
	}

	private static Document executed(String id, long time) {
		return row(id, "EXECUTED", time);
	}

	private static Document row(String id, String state, long time) {
		return ForeignRows.mongock(id, "jane", state, time).append("_id", new ObjectId());
	}

	private List<Document> history() {
		return this.database.collection("monarch_migrations")
			.find()
			.sort(new Document("_id", 1))
			.into(new ArrayList<>());
	}

	private static List<Document> accepted(List<Document> history) {
		return history.stream()
			.filter((record) -> record.containsKey("import"))
			.flatMap((record) -> record.get("import", Document.class).getList("accepted", Document.class).stream())
			.toList();
	}

	private List<String> effects() {
		return this.database.collection("effects").find().map((each) -> each.getString("by")).into(new ArrayList<>());
	}

	private record MonarchSettings(ForeignHistory policy) {

		MigrationHarness harness() {
			return new MigrationHarness(new MigrationSettings(MigrationHarness.FAST_LOCKS, OutOfOrder.RUN,
					Transactions.REQUIRED, this.policy, MigratingApplication.UNKNOWN), First.class, Second.class,
					Third.class);
		}

	}

	private abstract static class Inserting implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("effects").insertOne(new Document("by", getClass().getSimpleName()));
		}

	}

	@Migration("9_observing")
	static class Observing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("mongockLock")
				.find()
				.forEach((lock) -> context.database().getCollection("observed").insertOne(lock));
		}

	}

	@Migration(id = "1_first", formerly = "a")
	static class First extends Inserting {

	}

	@Migration("a")
	static class OldFirst extends Inserting {

	}

	@Migration("2_second")
	static class Second extends Inserting {

	}

	@Migration("3_third")
	static class Third extends Inserting {

	}

}
