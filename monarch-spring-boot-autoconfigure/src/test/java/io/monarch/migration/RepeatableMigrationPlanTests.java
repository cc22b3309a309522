package io.monarch.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.environment.MonarchException;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link MigrationPlan} and {@link MarkingPlan} make of versions.
 */
class RepeatableMigrationPlanTests {

	@ParameterizedTest
	@CsvSource({ "1, 2, true", "9, 10, true", "1.9, 1.10, true", "2026-01, 2026-02, true", ", 1, true", "3, 3, false",
			"3, 2, false", "10, 9, false", "3, , false", ", , false" })
	void completedMigrationRunsAgainWhereItsVersionGrew(@Nullable String recorded, @Nullable String own,
			boolean again) {
		MigrationPlan plan = plan(OutOfOrder.RUN, List.of(definition("1_views", own)),
				record("1_views", "COMPLETED", recorded));
		assertThat(plan.pendingIds()).isEqualTo(again ? List.of("1_views") : List.of());
		assertThat(plan.isDone()).isEqualTo(!again);
		assertThat(plan.blocking()).isEmpty();
		assertThat(plan.outOfOrder()).isEmpty();
	}

	@Test
	void versionThatWentBackIsNamedAndDoesNotRun() {
		MigrationPlan plan = plan(OutOfOrder.RUN, List.of(definition("1_views", "2")),
				record("1_views", "COMPLETED", "3"));
		assertThat(plan.outdated()).extracting(MigrationRecord::version).containsExactly("3");
		assertThat(plan.isDone()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "FAILED", "PROCESSING" })
	void newVersionDoesNotRunPastOneThatFailedOrWasAbandoned(String state) {
		for (String own : new String[] { "2", "3", "4", null }) {
			MigrationPlan plan = plan(OutOfOrder.RUN, List.of(definition("1_views", own)),
					record("1_views", state, "3"));
			assertThat(plan.blocking()).hasSize(1);
			assertThat(plan.pending()).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "FAILED", "PROCESSING" })
	void repetitionThatMayRunAgainDoes(String state) {
		Document transactional = record("1_views", state, "3").append("transactional", true);
		assertThat(plan(OutOfOrder.RUN, List.of(definition("1_views", "3")), transactional).pendingIds())
			.containsExactly("1_views");
	}

	@Test
	void migrationThatWasRolledBackRunsWhateverTheVersions() {
		for (String own : new String[] { "2", "3", "4" }) {
			assertThat(plan(OutOfOrder.RUN, List.of(definition("1_views", own)), record("1_views", "ROLLED_BACK", "3"))
				.pendingIds()).containsExactly("1_views");
		}
	}

	@ParameterizedTest
	@EnumSource(OutOfOrder.class)
	void repeatableMigrationIsNeverOutOfOrderAndMakesNoOtherOneSo(OutOfOrder policy) {
		List<MigrationDefinition> definitions = List.of(definition("1_views", "2"), definition("2_new", null),
				definition("3_done", null), definition("repeat_rights", "5"));
		MigrationPlan repeated = plan(policy, definitions, record("1_views", "COMPLETED", "1"),
				record("repeat_rights", "COMPLETED", "5"), record("2_new", "COMPLETED", null),
				record("3_done", "COMPLETED", null));
		assertThat(repeated.outOfOrder()).isEmpty();
		assertThat(repeated.pendingIds()).containsExactly("1_views");
		MigrationPlan first = plan(policy, definitions, record("2_new", "COMPLETED", null),
				record("3_done", "COMPLETED", null));
		assertThat(first.outOfOrder()).isEmpty();
		assertThat(first.pendingIds()).containsExactly("1_views", "repeat_rights");
		MigrationPlan after = plan(policy, definitions, record("repeat_rights", "COMPLETED", "5"));
		assertThat(after.outOfOrder()).isEmpty();
		assertThat(after.pendingIds()).containsExactly("1_views", "2_new", "3_done");
	}

	@Test
	void versionThatIsNoTextIsMalformed() {
		assertThat(MigrationRecord.of(record("1_views", "COMPLETED", null), "history").version()).isNull();
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> MigrationRecord.of(record("1_views", "COMPLETED", null).append("version", 3), "history"))
			.withMessageContaining("1_views")
			.withMessageContaining("has a version that is not a string: 3");
	}

	@Test
	void baselineCompletesAllThatIsPendingUpToAMigration() {
		List<MigrationDefinition> definitions = List.of(definition("1_done", null), definition("2_new", null),
				definition("3_views", "2"), definition("4_back", null), definition("5_later", null));
		Document[] history = { record("1_done", "COMPLETED", null), record("3_views", "COMPLETED", "1"),
				record("4_back", "ROLLED_BACK", null), record("9_gone", "COMPLETED", null) };
		assertThat(MarkingPlan.of(definitions, "4_back", history(history), MigrationState.COMPLETED).ids())
			.containsExactly("2_new", "3_views", "4_back");
		assertThat(MarkingPlan.of(definitions, null, history(history), MigrationState.COMPLETED).ids())
			.containsExactly("2_new", "3_views", "4_back", "5_later");
		assertThat(MarkingPlan.of(definitions, "1_done", history(history), MigrationState.COMPLETED).ids()).isEmpty();
		assertThat(MarkingPlan.of(definitions, null, history(history), MigrationState.NEW).ids())
			.containsExactly("1_done", "3_views");
	}

	@ParameterizedTest
	@ValueSource(strings = { "FAILED", "PROCESSING" })
	void baselineLeavesTheDecisionAboutWhatFailedOrWasAbandonedToAPerson(String state) {
		List<MigrationDefinition> definitions = List.of(definition("1_new", null), definition("2_bad", null));
		for (MigrationState as : List.of(MigrationState.COMPLETED, MigrationState.NEW)) {
			MarkingPlan plan = MarkingPlan.of(definitions, null, history(record("2_bad", state, null)), as);
			assertThat(plan.undecided()).extracting(MigrationRecord::id).containsExactly("2_bad");
		}
		assertThat(MarkingPlan.of(definitions, "1_new", history(record("2_bad", state, null)), MigrationState.COMPLETED)
			.undecided()).isEmpty();
	}

	private static MigrationPlan plan(OutOfOrder policy, List<MigrationDefinition> definitions, Document... history) {
		return MigrationPlan.of(definitions, "test", history(history), policy);
	}

	private static Map<String, MigrationRecord> history(Document... history) {
		Map<String, MigrationRecord> records = new LinkedHashMap<>();
		for (Document document : history) {
			records.put(document.getString("_id"), MigrationRecord.of(document, "history"));
		}
		return records;
	}

	private static Document record(String id, String state, @Nullable String version) {
		Document record = new Document("_id", id).append("state", state)
			.append("operation", "migrate")
			.append("format", 1);
		return (version != null) ? record.append("version", version) : record;
	}

	private static MigrationDefinition definition(String id, @Nullable String version) {
		return new MigrationDefinition(id, null, false, false, List.of(), List.of(), version, id, null, false,
				Schedule.IN_ORDER);
	}

}
