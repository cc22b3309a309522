package io.monarch.migration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MigrationPlan}.
 */
class MigrationPlanTests {

	private static final MigrationDefinition FIRST = definition("1_first", false);

	private static final MigrationDefinition SECOND = definition("2_second", false);

	private static final MigrationDefinition TENTH = definition("10_tenth", false);

	@Test
	void whatIsNotInTheHistoryIsPendingInOrder() {
		MigrationPlan plan = plan(OutOfOrder.RUN, List.of(FIRST, SECOND, TENTH), record("1_first", "COMPLETED"));
		assertThat(plan.pendingIds()).containsExactly("2_second", "10_tenth");
		assertThat(plan.outOfOrder()).isEmpty();
		assertThat(plan.isDone()).isFalse();
	}

	@Test
	void nothingIsPendingWhenAllIsCompletedWhateverElseTheHistoryHolds() {
		MigrationPlan plan = plan(OutOfOrder.FAIL, List.of(FIRST), record("1_first", "COMPLETED"),
				record("0_not_in_the_code", "FAILED"), record("5_not_in_the_code", "COMPLETED"));
		assertThat(plan.isDone()).isTrue();
	}

	@Test
	void whatIsOlderThanTheLastAppliedIsOutOfOrderAndLeftOutOnlyWhenIgnored() {
		for (OutOfOrder policy : OutOfOrder.values()) {
			MigrationPlan plan = plan(policy, List.of(FIRST, SECOND, TENTH), record("2_second", "COMPLETED"));
			assertThat(plan.outOfOrder()).containsExactly("1_first");
			assertThat(plan.pendingIds()).containsExactlyElementsOf(
					(policy == OutOfOrder.IGNORE) ? List.of("10_tenth") : List.of("1_first", "10_tenth"));
		}
	}

	@Test
	void whatASourceSuppliesComesFirstInItsOwnOrder() {
		List<MigrationDefinition> known = List.of(supplied("z_old", 0), supplied("a_old", 1), FIRST);
		MigrationPlan plan = plan(OutOfOrder.FAIL, known, record("z_old", "COMPLETED"));
		assertThat(plan.outOfOrder()).isEmpty();
		assertThat(plan.pendingIds()).containsExactly("a_old", "1_first");
		assertThat(plan(OutOfOrder.FAIL, known, record("a_old", "COMPLETED")).outOfOrder()).containsExactly("z_old");
		assertThat(plan(OutOfOrder.FAIL, known, record("1_first", "COMPLETED")).outOfOrder()).containsExactly("z_old",
				"a_old");
	}

	@Test
	void onlyWhatIsCompletedCountsAsApplied() {
		assertThat(plan(OutOfOrder.IGNORE, List.of(FIRST, SECOND), record("2_second", "ROLLED_BACK")).pendingIds())
			.containsExactly("1_first", "2_second");
	}

	@Test
	void recordOfAMigrationThatIsNotOfTheApplicationSaysNothingAboutTheOrder() {
		for (OutOfOrder policy : OutOfOrder.values()) {
			MigrationPlan plan = plan(policy, List.of(FIRST, SECOND), record("1_first", "COMPLETED"),
					record("zz_deleted", "COMPLETED"));
			assertThat(plan.outOfOrder()).isEmpty();
			assertThat(plan.pendingIds()).containsExactly("2_second");
		}
	}

	@Test
	void recordOfAMigrationForOtherEnvironmentsCountsAsTheApplicationHasIt() {
		MigrationDefinition elsewhere = new MigrationDefinition("5_moved", null, false, false, List.of("production"),
				List.of(), null, "5_moved", null, false, Schedule.IN_ORDER);
		MigrationPlan plan = plan(OutOfOrder.IGNORE, List.of(SECOND, elsewhere), record("5_moved", "COMPLETED"));
		assertThat(plan.outOfOrder()).containsExactly("2_second");
		assertThat(plan.pending()).isEmpty();
	}

	@Test
	void whatFailedOrWasAbandonedBlocksUnlessItMayRunAgain() {
		for (String state : List.of("FAILED", "PROCESSING")) {
			MigrationPlan blocked = plan(OutOfOrder.RUN, List.of(FIRST, SECOND), record("1_first", state));
			assertThat(blocked.blocking()).extracting(MigrationRecord::id).containsExactly("1_first");
			assertThat(blocked.pendingIds()).containsExactly("2_second");
			MigrationPlan restartable = plan(OutOfOrder.RUN, List.of(definition("1_first", true), SECOND),
					record("1_first", state));
			assertThat(restartable.blocking()).isEmpty();
			assertThat(restartable.pendingIds()).containsExactly("1_first", "2_second");
			assertThat(plan(OutOfOrder.RUN, List.of(FIRST), record("1_first", state).append("transactional", true))
				.pendingIds()).containsExactly("1_first");
		}
	}

	@Test
	void rollbackThatFailedBlocksEvenWhereTheMigrationMayRunAgain() {
		MigrationPlan plan = plan(OutOfOrder.RUN, List.of(definition("1_first", true)),
				record("1_first", "FAILED").append("operation", "rollback"));
		assertThat(plan.blocking()).hasSize(1);
		assertThat(plan.pending()).isEmpty();
		assertThat(plan.isDone()).isFalse();
	}

	@Test
	void whatWasRolledBackIsPendingAgain() {
		assertThat(plan(OutOfOrder.RUN, List.of(FIRST), record("1_first", "ROLLED_BACK")).pendingIds())
			.containsExactly("1_first");
	}

	private static MigrationPlan plan(OutOfOrder policy, List<MigrationDefinition> definitions, Document... history) {
		Map<String, MigrationRecord> records = new LinkedHashMap<>();
		for (Document document : history) {
			records.put(document.getString("_id"), new MigrationRecord(document));
		}
		return MigrationPlan.of(definitions, "test", records, policy);
	}

	private static Document record(String id, String state) {
		return new Document("_id", id).append("state", state).append("operation", "migrate").append("format", 1);
	}

	private static MigrationDefinition supplied(String id, int rank) {
		MigrationSource source = mock(MigrationSource.class);
		return MigrationDefinition
			.of(new Supply(source, new SuppliedMigration(id, null, id, MigrationPlanTests.class, false, false), rank));
	}

	private static MigrationDefinition definition(String id, boolean restartable) {
		return new MigrationDefinition(id, null, false, restartable, List.of(), List.of(), null, id, null, false,
				Schedule.IN_ORDER);
	}

}
