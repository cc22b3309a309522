package io.monarch.migration;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.environment.MonarchException;
import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.ForeignRows;
import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.ToolHistory;
import io.monarch.foreign.Verdict;
import io.monarch.migration.HistoryImportResult.Entry;
import io.monarch.migration.ImportPlan.Imported;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests which migration an entry of another tool belongs to, and what is recorded for it.
 */
class ImportPlanTests {

	private final Map<String, String> types = new HashMap<>();

	private final Map<String, Verdict> accepted = new LinkedHashMap<>();

	private final Map<String, MigrationRecord> history = new LinkedHashMap<>();

	@Test
	void entryIsMatchedByFormerlyThenByIdThenByClass() {
		this.types.put("3", "com.example.Unitc");
		ImportPlan plan = plan(List.of(migration("1", "a"), migration("b"), migration("3")), executed("a"),
				executed("b"), executed("c"), executed("d"));
		assertThat(plan.rows()).extracting(Entry::oldId, Entry::verdict, Entry::id)
			.containsExactly(tuple("a", Verdict.COMPLETED, "1"), tuple("b", Verdict.COMPLETED, "b"),
					tuple("c", Verdict.COMPLETED, "3"), tuple("d", Verdict.NO_MIGRATION, null));
		assertThat(plan.records()).extracting((record) -> record.definition().id()).containsExactly("1", "b", "3");
	}

	@Test
	void classThatTwoMigrationsHaveTellsNothing() {
		this.types.put("1", "com.example.Unita");
		this.types.put("2", "com.example.Unita");
		assertThat(plan(List.of(migration("1"), migration("2")), executed("a")).rows()).extracting(Entry::verdict)
			.containsExactly(Verdict.NO_MIGRATION);
	}

	@Test
	void proxyOfTheClassIsTheClass() {
		this.types.put("1", "com.example.Unita");
		assertThat(plan(List.of(migration("1")),
				executed("a").append("changeLogClass", "com.example.Unita$$SpringCGLIB$$0"))
			.rows()).extracting(Entry::id).containsExactly("1");
	}

	@Test
	void migrationOfSeveralIsAppliedOnlyWhenAllAre() {
		MigrationDefinition both = migration("1", "a", "b");
		assertThat(plan(List.of(both), executed("a"), executed("b")).records()).extracting(Imported::state)
			.containsExactly(MigrationState.COMPLETED);
		ImportPlan partly = plan(List.of(both), executed("a"), row("b", "ROLLED_BACK"));
		assertThat(partly.records()).isEmpty();
		assertThat(partly.rows()).extracting(Entry::verdict).containsOnly(Verdict.UNDECIDED);
		ImportPlan missing = plan(List.of(both), executed("a"));
		assertThat(missing.rows()).extracting(Entry::name, Entry::verdict)
			.containsExactly(tuple("a", Verdict.UNDECIDED), tuple("b", Verdict.UNDECIDED));
		ImportPlan pending = plan(List.of(both), row("a", "ROLLED_BACK"));
		assertThat(pending.records()).isEmpty();
		assertThat(pending.rows()).extracting(Entry::verdict).containsExactly(Verdict.PENDING);
	}

	@Test
	void partlyAppliedMigrationIsDecidedByAPerson() {
		MigrationDefinition both = migration("1", "a", "b");
		this.accepted.put("b", Verdict.COMPLETED);
		assertThat(plan(List.of(both), executed("a")).records()).hasSize(1);
		assertThat(plan(List.of(both), executed("a"), row("b", "FAILED")).records()).extracting(Imported::state)
			.containsExactly(MigrationState.COMPLETED);
		this.accepted.clear();
		this.accepted.put("a", Verdict.PENDING);
		ImportPlan pending = plan(List.of(both), executed("a"));
		assertThat(pending.records()).isEmpty();
		assertThat(pending.rows()).extracting(Entry::verdict).containsExactly(Verdict.PENDING);
	}

	@Test
	void sameIdOfTwoAuthorsIsUndecidedUnlessFormerlyNamesTheAuthor() {
		Document bob = executed("a").append("author", "bob");
		assertThat(plan(List.of(migration("a")), executed("a"), bob).rows()).extracting(Entry::verdict)
			.containsExactly(Verdict.UNDECIDED, Verdict.UNDECIDED);
		assertThat(plan(List.of(migration("1", "a")), executed("a"), bob).rows()).extracting(Entry::verdict)
			.containsOnly(Verdict.UNDECIDED);
		ImportPlan named = plan(List.of(migration("1", "a@jane"), migration("2", "a@bob")), executed("a"), bob);
		assertThat(named.rows()).extracting(Entry::verdict, Entry::id)
			.containsExactlyInAnyOrder(tuple(Verdict.COMPLETED, "1"), tuple(Verdict.COMPLETED, "2"));
		this.accepted.put("a@bob", Verdict.PENDING);
		assertThat(plan(List.of(migration("a"), migration("1", "a@jane")), executed("a"), bob).rows())
			.extracting(Entry::verdict, Entry::id)
			.containsExactlyInAnyOrder(tuple(Verdict.COMPLETED, "1"), tuple(Verdict.PENDING, "a"));
	}

	@Test
	void authorThatIsAnAddressCanBeNamed() {
		assertThat(
				plan(List.of(migration("1", "a@jane@example.com")), executed("a").append("author", "jane@example.com"))
					.rows())
			.extracting(Entry::id)
			.containsExactly("1");
	}

	@Test
	void failedEntryIsRecordedAsFailed() {
		ImportPlan plan = plan(List.of(migration("a")), row("a", "FAILED").append("errorTrace", "boom\nat x"));
		assertThat(plan.records()).extracting(Imported::state).containsExactly(MigrationState.FAILED);
		Document record = ImportRecord.of(plan.records().get(0), new ToolHistory(ForeignTool.MONGOCK, "c", List.of()),
				MigratingApplication.UNKNOWN, null, 7);
		assertThat(record).containsEntry("error", "boom").containsEntry("state", "FAILED");
		assertThat(MigrationRecord.of(record, "x").statusInHistory().attempt()).satisfies((attempt) -> {
			assertThat(attempt).isNotNull();
			assertThat(attempt.imported()).isEqualTo(new MigrationStatus.Imported("mongock", "c", "a", "jane"));
		});
	}

	@Test
	void importedRecordHasTheVersionOfTheMigrationSoThatItDoesNotRunAgain() {
		MigrationDefinition versioned = new MigrationDefinition("a", null, false, false, List.of(), List.of(), "3", "a",
				null, false, Schedule.IN_ORDER);
		ImportPlan plan = plan(List.of(versioned), executed("a"));
		Document record = ImportRecord.of(plan.records().get(0), new ToolHistory(ForeignTool.MONGOCK, "c", List.of()),
				MigratingApplication.UNKNOWN, null, 7);
		this.history.put("a", MigrationRecord.of(record, "x"));
		assertThat(planOf(versioned).isDone()).isTrue();
	}

	@Test
	void oneUndecidedEntryLetsNothingBeRecorded() {
		ImportPlan plan = plan(List.of(migration("a"), migration("b")), executed("a"), row("b", "IGNORED"));
		assertThat(plan.records()).isEmpty();
		this.accepted.put("b", Verdict.COMPLETED);
		assertThat(plan(List.of(migration("a"), migration("b")), executed("a"), row("b", "IGNORED")).records())
			.hasSize(2);
	}

	@Test
	void existingRecordStaysAndNothingIsUndecidedThatIsRecorded() {
		this.history.put("a", new MigrationRecord(new Document("_id", "a").append("state", "COMPLETED")));
		this.history.put("b", new MigrationRecord(new Document("_id", "b").append("state", "ROLLED_BACK")));
		ImportPlan plan = plan(List.of(migration("a"), migration("b")), row("a", "IGNORED"), executed("b"));
		assertThat(plan.records()).isEmpty();
		assertThat(plan.rows()).extracting(Entry::verdict).containsExactly(Verdict.IGNORED, Verdict.COMPLETED);
		assertThat(plan.rows()).allSatisfy((row) -> assertThat(row.why()).contains("already recorded"));
	}

	@Test
	void decisionAboutNothingIsRefused() {
		this.accepted.put("ab", Verdict.COMPLETED);
		assertThatThrownBy(() -> plan(List.of(), executed("abc"))).isInstanceOf(MonarchException.class)
			.hasMessageContaining("'ab'")
			.hasMessageContaining("Did you mean 'abc'?");
		this.accepted.clear();
		this.accepted.put("a", Verdict.COMPLETED);
		assertThatThrownBy(() -> plan(List.of(), executed("a"), executed("a").append("author", "bob")))
			.isInstanceOfSatisfying(MonarchException.class,
					(ex) -> assertThat(ex.action()).contains("a@jane=completed"));
	}

	@Test
	void formerIdThatTwoMigrationsNameIsRefused() {
		assertThatThrownBy(() -> FormerIds.check(List.of(migration("1", "a"), migration("2", "a"))))
			.hasMessageContaining("'1'")
			.hasMessageContaining("'2'")
			.hasMessageContaining("'a'");
		assertThatThrownBy(() -> FormerIds.check(List.of(migration("1", "2"), migration("2"))))
			.hasMessageContaining("that is the id of another migration");
		assertThatThrownBy(() -> FormerIds.check(List.of(migration("1", " ")))).hasMessageContaining("'1'");
		FormerIds.check(List.of(migration("1", "a@jane", "1"), migration("2", "a@bob")));
	}

	@Test
	void recordUnderAFormerIdCountsForTheMigrationOfToday() {
		record("a", "COMPLETED");
		assertThat(pending(migration("1", "a"))).isEmpty();
		assertThat(FormerIds.resolve(List.of(migration("1", "a")), this.history)).containsOnlyKeys("1");
		assertThat(planOf(migration("1", "a@jane")).isDone()).isTrue();
		assertThat(planOf(migration("1", "a", "a@jane")).isDone()).isTrue();
		assertThat(pending(migration("1", "b@jane"))).containsExactly("1");
		this.history.get("a").document().append("imported", new Document("id", "a").append("author", "bob"));
		assertThat(pending(migration("1", "a@jane"))).containsExactly("1");
		assertThat(planOf(migration("1", "a@bob")).isDone()).isTrue();
	}

	@Test
	void recordsUnderSomeFormerIdsBlockTheMigration() {
		record("a", "COMPLETED");
		MigrationPlan plan = planOf(migration("1", "a", "b"));
		assertThat(plan.pending()).isEmpty();
		assertThat(plan.blocking()).singleElement()
			.satisfies((record) -> assertThat(record.error()).contains("2 migrations", "1 was applied", "'a'"));
		record("b", "ROLLED_BACK");
		assertThat(planOf(migration("1", "a", "b")).blocking()).hasSize(1);
		record("b", "COMPLETED");
		assertThat(planOf(migration("1", "a", "b")).isDone()).isTrue();
		record("b", "FAILED");
		assertThat(planOf(migration("1", "a", "b")).blocking()).hasSize(1);
		record("1", "COMPLETED");
		assertThat(planOf(migration("1", "a", "b")).isDone()).isTrue();
	}

	@Test
	void recordOfAnotherMigrationIsNoFormerIdOfOneWithAnAuthor() {
		record("a", "COMPLETED");
		record("1", "COMPLETED");
		assertThat(pending(migration("a"), migration("1", "a@jane"))).isEmpty();
		this.history.remove("1");
		assertThat(pending(migration("a"), migration("1", "a@jane"))).containsExactly("1");
	}

	@Test
	void classDoesNotTellWhichOfSeveralChangesAMigrationIs() {
		this.types.put("new", "com.example.Changes");
		ImportPlan plan = plan(List.of(migration("new")),
				executed("old").append("changeLogClass", "com.example.Changes"),
				executed("older").append("changeLogClass", "com.example.Changes"));
		assertThat(plan.records()).isEmpty();
		assertThat(plan.rows()).extracting(Entry::verdict).containsOnly(Verdict.NO_MIGRATION);
	}

	private void record(String id, String state) {
		this.history.put(id, new MigrationRecord(new Document("_id", id).append("state", state)));
	}

	private List<String> pending(MigrationDefinition... definitions) {
		return planOf(definitions).pendingIds();
	}

	private MigrationPlan planOf(MigrationDefinition... definitions) {
		List<MigrationDefinition> known = List.of(definitions);
		return MigrationPlan.of(known, "dev", FormerIds.resolve(known, this.history), OutOfOrder.RUN);
	}

	private ImportPlan plan(List<MigrationDefinition> definitions, Document... rows) {
		List<ForeignEntry> entries = new ToolHistory(ForeignTool.MONGOCK, "mongockChangeLog",
				Arrays.stream(rows).map(Document::toBsonDocument).toList())
			.entries();
		return ImportPlan.of(entries, new EntryMatcher(definitions, this::type, entries), this.history,
				new ImportDecisions(this.accepted, List.of(), entries));
	}

	private @Nullable String type(MigrationDefinition definition) {
		return this.types.get(definition.id());
	}

	private static MigrationDefinition migration(String id, String... formerly) {
		return new MigrationDefinition(id, null, false, false, List.of(), List.of(formerly), null, id, null, false,
				Schedule.IN_ORDER);
	}

	private Document executed(String id) {
		return row(id, "EXECUTED");
	}

	private long time;

	private Document row(String id, String state) {
		return ForeignRows.mongock(id, "jane", state, ++this.time);
	}

}
