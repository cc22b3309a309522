package io.monarch.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests what the rows of Flamingock, migrate-mongo and the Python monarch say.
 */
class ToolDecisionsTests {

	@ParameterizedTest
	@CsvSource({ "APPLIED,COMPLETED", "MANUAL_MARKED_AS_APPLIED,COMPLETED", "ROLLED_BACK,PENDING",
			"MANUAL_MARKED_AS_ROLLED_BACK,PENDING", "STARTED,FAILED", "ROLLBACK_FAILED,FAILED", "FAILED,FAILED" })
	void newestStateOfFlamingockDecides(String state, Verdict expected) {
		assertThat(flamingock(ForeignRows.flamingock("a", "STARTED", 1), ForeignRows.flamingock("a", state, 2)).get(0)
			.verdict()).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "TX_SHARED,PENDING", "TX_SEPARATE_WITH_MARKER,PENDING", "TX_SEPARATE_NO_MARKER,PENDING",
			"NON_TX,FAILED" })
	void failureOfFlamingockIsPendingWhereItWasInATransaction(String strategy, Verdict expected) {
		assertThat(flamingock(ForeignRows.flamingock("a", "FAILED", 1).append("txStrategy", strategy)).get(0).verdict())
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "STARTED,APPLIED,COMPLETED", "APPLIED,ROLLED_BACK,PENDING",
			"FAILED,MANUAL_MARKED_AS_APPLIED,COMPLETED",
			"MANUAL_MARKED_AS_APPLIED,MANUAL_MARKED_AS_ROLLED_BACK,PENDING" })
	void higherRankOfFlamingockDecidesInTheSameMillisecond(String one, String other, Verdict expected) {
		assertThat(
				flamingock(ForeignRows.flamingock("a", one, 1), ForeignRows.flamingock("a", other, 1)).get(0).verdict())
			.isEqualTo(expected);
		assertThat(
				flamingock(ForeignRows.flamingock("a", other, 1), ForeignRows.flamingock("a", one, 1)).get(0).verdict())
			.isEqualTo(expected);
	}

	@Test
	void rowsOfFlamingockItselfSayNothing() {
		assertThat(flamingock(ForeignRows.flamingock("migration-mongock-to-flamingock-community", "APPLIED", 1),
				ForeignRows.flamingock("b", "APPLIED", 1).append("systemChange", true)))
			.hasSize(2)
			.allMatch((entry) -> entry.verdict() == Verdict.IGNORED);
	}

	@Test
	void unitOfMongockWithinFlamingockIsUndecidedWhenOnlyWhatRunsBeforeItWasApplied() {
		List<ForeignEntry> entries = flamingock(
				ForeignRows.flamingock("a_before", "APPLIED", 1).append("type", "MONGOCK_BEFORE"));
		assertThat(entries).extracting(ForeignEntry::verdict)
			.containsExactlyInAnyOrder(Verdict.UNDECIDED, Verdict.IGNORED);
	}

	@Test
	void changeOfAnotherTargetSystemIsUndecidedAndThatOfThisDatabaseIsNot() {
		List<ForeignEntry> entries = flamingock(
				ForeignRows.flamingock("here", "APPLIED", 1).append("txStrategy", "TX_SHARED"),
				ForeignRows.flamingock("alsoHere", "APPLIED", 2),
				ForeignRows.flamingock("there", "APPLIED", 3).append("targetSystemId", "kafka"));
		assertThat(entries).extracting(ForeignEntry::verdict)
			.containsExactly(Verdict.COMPLETED, Verdict.COMPLETED, Verdict.UNDECIDED);
	}

	@Test
	void unknownStateOfFlamingockRefusesAll() {
		assertThatThrownBy(() -> flamingock(ForeignRows.flamingock("a", "EXECUTED", 1)))
			.hasMessageContaining("'EXECUTED'");
	}

	@Test
	void rowOfMigrateMongoIsCompletedAndHasTheNamesOfItsFile() {
		ForeignEntry entry = decide(ForeignTool.MIGRATE_MONGO, ForeignRows.migrateMongo("2026-a.b.js", 5)).get(0);
		assertThat(entry.verdict()).isEqualTo(Verdict.COMPLETED);
		assertThat(entry.at()).isEqualTo(Instant.ofEpochMilli(5));
		assertThat(entry.isNamed("2026-a.b.js")).isTrue();
		assertThat(entry.isNamed("2026-a.b")).isTrue();
		assertThat(entry.isNamed("2026-a")).isFalse();
	}

	@Test
	void filesOfOneMigrationAreOneEntryWithAWarning() {
		List<ForeignEntry> entries = decide(ForeignTool.MIGRATE_MONGO,
				ForeignRows.migrateMongo("1.js", 1).append("fileHash", "x"),
				ForeignRows.migrateMongo("1.ts", 2).append("fileHash", "y"));
		assertThat(entries).hasSize(1);
		assertThat(entries.get(0).warning()).isTrue();
		assertThat(entries.get(0).id()).isEqualTo("1.ts");
		assertThat(entries.get(0).isNamed("1.js")).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "Completed,Completed,COMPLETED", "New,New,PENDING", "New,Completed,COMPLETED", "Failed,New,FAILED",
			"Processing,Processing,FAILED", "Completed,Failed,UNDECIDED", "Processing,Completed,UNDECIDED" })
	void statesOfThePythonMonarchDecideTogether(String one, String other, Verdict expected) {
		assertThat(decide(ForeignTool.MONARCH_PYTHON, ForeignRows.python("k", one), ForeignRows.python("k", other)))
			.singleElement()
			.satisfies((entry) -> assertThat(entry.verdict()).isEqualTo(expected));
	}

	@Test
	void unknownStateOfThePythonMonarchRefusesAll() {
		assertThatThrownBy(() -> decide(ForeignTool.MONARCH_PYTHON, ForeignRows.python("k", "Done")))
			.hasMessageContaining("'k'")
			.hasMessageContaining("'Done'");
	}

	/**
	 * The rows are those of migrate-mongo 14.0.7 itself: {@code up}, {@code down} and
	 * {@code up} without hashes of files, and {@code up} after they were turned on.
	 */
	@Test
	void historyThatMigrateMongoItselfWroteIsRead() throws IOException {
		List<Document> rows;
		try (InputStream file = getClass().getResourceAsStream("migrate-mongo-14.0.7.jsonl")) {
			rows = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().map(Document::parse).toList();
		}
		assertThat(decide(ForeignTool.MIGRATE_MONGO, rows.subList(0, 3).toArray(Document[]::new)))
			.allMatch((entry) -> entry.verdict() == Verdict.COMPLETED && !entry.warning())
			.extracting(ForeignEntry::id)
			.containsExactly("20240101120000-create_owners.js", "20240102120000-index_owners.js",
					"20240103120000-add_dogs.js");
		assertThat(decide(ForeignTool.MIGRATE_MONGO, rows.toArray(Document[]::new))).hasSize(3)
			.allMatch((entry) -> entry.verdict() == Verdict.COMPLETED && entry.warning());
	}

	private static List<ForeignEntry> flamingock(Document... rows) {
		return decide(ForeignTool.FLAMINGOCK, rows);
	}

	private static List<ForeignEntry> decide(ForeignTool tool, Document... rows) {
		return new ToolHistory(tool, tool.collection(), Arrays.stream(rows).map(Document::toBsonDocument).toList())
			.entries();
	}

}
