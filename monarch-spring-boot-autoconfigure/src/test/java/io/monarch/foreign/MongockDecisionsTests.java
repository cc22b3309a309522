package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests what the rows of Mongock and Mongobee say: each row of the table of decisions,
 * and pairs of them.
 */
class MongockDecisionsTests {

	private static final String AUTHOR = "jane";

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "EXECUTED")
	void changeIsCompletedWhenItsStateIsExecutedOrNull(@Nullable String state) {
		ForeignEntry entry = only(row("a", state, 1));
		assertThat(entry.verdict()).isEqualTo(Verdict.COMPLETED);
		assertThat(entry.warning()).isFalse();
		assertThat(entry.at()).isEqualTo(Instant.ofEpochMilli(1));
	}

	@Test
	void changeIsCompletedWhenItHasNoState() {
		Document mongobee = new Document("_id", 1).append("changeId", "a")
			.append("author", AUTHOR)
			.append("timestamp", new java.util.Date(5))
			.append("changeLogClass", "com.example.Log")
			.append("changeSetMethod", "a");
		ForeignEntry entry = only(mongobee);
		assertThat(entry.verdict()).isEqualTo(Verdict.COMPLETED);
		assertThat(entry.type()).isEqualTo("com.example.Log");
		assertThat(entry.duration()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "FAILED", "ROLLBACK_FAILED" })
	void changeIsCompletedWithAWarningWhenItFailedLater(String failure) {
		ForeignEntry entry = only(row("a", "EXECUTED", 1), row("a", failure, 2));
		assertThat(entry.verdict()).isEqualTo(Verdict.COMPLETED);
		assertThat(entry.warning()).isTrue();
		assertThat(entry.at()).isEqualTo(Instant.ofEpochMilli(1));
	}

	@Test
	void changeIsCompletedWithoutAWarningWhenItFailedBefore() {
		ForeignEntry entry = only(row("a", "FAILED", 1), row("a", "EXECUTED", 2));
		assertThat(entry.verdict()).isEqualTo(Verdict.COMPLETED);
		assertThat(entry.warning()).isFalse();
	}

	@Test
	void changeIsCompletedWithAWarningWhenItWasExecutedSeveralTimes() {
		ForeignEntry entry = only(row("a", "EXECUTED", 1), row("a", "EXECUTED", 3), row("a", null, 2));
		assertThat(entry.verdict()).isEqualTo(Verdict.COMPLETED);
		assertThat(entry.warning()).isTrue();
		assertThat(entry.why()).contains("3 times");
		assertThat(entry.at()).isEqualTo(Instant.ofEpochMilli(3));
	}

	@Test
	void changeIsPendingWithAWarningWhenTheNewestIsRolledBack() {
		ForeignEntry entry = only(row("a", "EXECUTED", 1), row("a", "ROLLED_BACK", 2));
		assertThat(entry.verdict()).isEqualTo(Verdict.PENDING);
		assertThat(entry.warning()).isTrue();
		assertThat(entry.why()).contains("may be empty");
	}

	@Test
	void changeIsCompletedWhenItWasExecutedAfterItsRollback() {
		assertThat(only(row("a", "ROLLED_BACK", 1), row("a", "EXECUTED", 2)).verdict()).isEqualTo(Verdict.COMPLETED);
	}

	@ParameterizedTest
	@CsvSource({ "FAILED,FAILED", "ROLLBACK_FAILED,FAILED", "FAILED,IGNORED", "IGNORED,ROLLBACK_FAILED" })
	void changeHasFailedWhenItWasNeverExecuted(String first, String second) {
		assertThat(only(row("a", first, 1), row("a", second, 2)).verdict()).isEqualTo(Verdict.FAILED);
	}

	@Test
	void failureHasTheFirstLineOfItsTraceWithoutSecrets() {
		ForeignEntry entry = only(row("a", "FAILED", 1).append("errorTrace",
				"cannot reach mongodb://bob:hunter2@db.example.com/x, {\"password\": \"s3cret\"}\n\tat Foo.bar"));
		assertThat(entry.error()).startsWith("cannot reach mongodb://***@db.example.com/x")
			.doesNotContain("hunter2")
			.doesNotContain("s3cret")
			.doesNotContain("Foo.bar");
		assertThat(entry.why()).contains("may be half done").doesNotContain("hunter2").doesNotContain("s3cret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"no such index\\nat x\"", "{\"message\": \"no such index\", \"stack\": []}",
			"[\"no such index\", \"at x\"]", "no such index" })
	void errorTraceIsReadAsTextAndAsJson(String trace) {
		assertThat(only(row("a", "FAILED", 1).append("errorTrace", trace)).error()).isEqualTo("no such index");
	}

	@Test
	void changeIsUndecidedWhenExecutedAndRolledBackInTheSameMillisecond() {
		assertThat(only(row("a", "EXECUTED", 7), row("a", "ROLLED_BACK", 7)).verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(only(row("a", "ROLLED_BACK", 7), row("a", null, 7)).verdict()).isEqualTo(Verdict.UNDECIDED);
	}

	@Test
	void tieThatIsNotTheNewestDecidesNothing() {
		assertThat(only(row("a", "EXECUTED", 7), row("a", "ROLLED_BACK", 7), row("a", "EXECUTED", 8)).verdict())
			.isEqualTo(Verdict.COMPLETED);
		assertThat(only(row("a", "EXECUTED", 7), row("a", "EXECUTED", 7)).verdict()).isEqualTo(Verdict.COMPLETED);
	}

	@Test
	void changeIsUndecidedWhenOneOfTwoStatesHasNoTime() {
		Document untimed = row("a", "ROLLED_BACK", 1).append("timestamp", null);
		assertThat(only(row("a", "EXECUTED", 7), untimed).verdict()).isEqualTo(Verdict.UNDECIDED);
	}

	@Test
	void changeIsUndecidedWhenItWasOnlyIgnored() {
		assertThat(only(row("a", "IGNORED", 1), row("a", "IGNORED", 2)).verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(only(row("a", "IGNORED", 2), row("a", "EXECUTED", 1)).verdict()).isEqualTo(Verdict.COMPLETED);
	}

	@Test
	void partBeforeAnAppliedUnitSaysNothing() {
		List<ForeignEntry> entries = decide(before("a_before", "EXECUTED", 1), row("a", "EXECUTED", 2));
		assertThat(entries).extracting(ForeignEntry::id, ForeignEntry::verdict)
			.containsExactlyInAnyOrder(org.assertj.core.groups.Tuple.tuple("a", Verdict.COMPLETED),
					org.assertj.core.groups.Tuple.tuple("a_before", Verdict.IGNORED));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "FAILED", "ROLLED_BACK", "IGNORED", "ROLLBACK_FAILED" })
	void unitIsUndecidedWhenOnlyWhatRunsBeforeItWasExecuted(@Nullable String unit) {
		List<ForeignEntry> entries = (unit != null) ? decide(before("a_before", "EXECUTED", 1), row("a", unit, 2))
				: decide(before("a_before", "EXECUTED", 1));
		assertThat(find(entries, "a").verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(find(entries, "a_before").verdict()).isEqualTo(Verdict.IGNORED);
	}

	@ParameterizedTest
	@CsvSource({ "ROLLED_BACK,PENDING", "FAILED,FAILED", "IGNORED,UNDECIDED" })
	void unitThatNeverBeganIsAsWhatRunsBeforeIt(String before, Verdict expected) {
		assertThat(find(decide(before("a_before", before, 1)), "a").verdict()).isEqualTo(expected);
	}

	@Test
	void partBeforeIsToldByItsTypeAndNotByItsId() {
		assertThat(only(row("add_field_before_launch", "EXECUTED", 1)).id()).isEqualTo("add_field_before_launch");
		List<ForeignEntry> entries = decide(row("x_before", "EXECUTED", 1), row("x", "ROLLED_BACK", 2));
		assertThat(find(entries, "x_before").verdict()).isEqualTo(Verdict.COMPLETED);
		assertThat(find(entries, "x").verdict()).isEqualTo(Verdict.PENDING);
		assertThat(find(decide(before("x_before_before", "EXECUTED", 1), row("x_before", "EXECUTED", 1)), "x_before")
			.verdict()).isEqualTo(Verdict.COMPLETED);
	}

	@Test
	void rowsOfTheToolSayNothing() {
		List<ForeignEntry> entries = decide(row("whatever", "EXECUTED", 1).append("systemChange", true),
				row("system-change-00001", "EXECUTED", 1).append("author", "mongock"),
				before("system-change-00001_before", "EXECUTED", 1).append("author", "mongock"),
				row("mongock-legacy-migration", "EXECUTED", 1).append("author", "mongock"));
		assertThat(entries).hasSize(4).allMatch((entry) -> entry.verdict() == Verdict.IGNORED);
		assertThat(only(row("system-change-00001", "EXECUTED", 1)).verdict()).isEqualTo(Verdict.COMPLETED);
	}

	@Test
	void sameIdOfTwoAuthorsIsTwoEntries() {
		List<ForeignEntry> entries = decide(row("a", "EXECUTED", 1), row("a", "FAILED", 2).append("author", "bob"));
		assertThat(entries).hasSize(2).allMatch(ForeignEntry::shared);
		assertThat(entries).extracting(ForeignEntry::name).containsExactly("a@jane", "a@bob");
	}

	@Test
	void authorsThatStandForNoneAreTheSame() {
		for (String author : Arrays.asList(null, "", "default_author")) {
			ForeignEntry entry = only(row("a", "EXECUTED", 1).append("author", null),
					row("a", "ROLLED_BACK", 2).append("author", author));
			assertThat(entry.author()).isNull();
			assertThat(entry.verdict()).isEqualTo(Verdict.PENDING);
		}
		Document without = row("a", "EXECUTED", 1);
		without.remove("author");
		assertThat(only(without).qualifiedId()).isEqualTo("a@default_author");
	}

	@Test
	void unknownStateRefusesAllAndNamesTheEntry() {
		assertThatThrownBy(() -> decide(row("a", "EXECUTED", 1), row("b", "SKIPPED", 2)))
			.isInstanceOfSatisfying(MonarchException.class, (ex) -> {
				assertThat(ex.kind()).isEqualTo(Kind.REFUSED);
				assertThat(ex).hasMessageContaining("'b'").hasMessageContaining("'SKIPPED'");
			});
	}

	@Test
	void documentOfAnotherFormRefusesAllAndIsNamed() {
		for (Document bad : List.of(new Document("_id", "bad"), row("x", "EXECUTED", 1).append("changeId", null),
				row("x", "EXECUTED", 1).append("changeId", 7), row("x", "EXECUTED", 1).append("state", 1),
				row("x", "EXECUTED", 1).append("timestamp", "yesterday"),
				row("x", "EXECUTED", 1).append("type", "AFTER_EXECUTION"), row(" ", "EXECUTED", 1))) {
			assertThatThrownBy(() -> decide(row("a", "EXECUTED", 1), new Document(bad).append("_id", "bad")))
				.as(bad.toJson())
				.hasMessageContaining("'bad'");
		}
	}

	@Test
	void durationIsANumberThatIsNotNegativeOrNothing() {
		List<Object> numbers = new ArrayList<>(
				List.of(12, 12L, 12.0, new Decimal128(12), -1, -1L, -1.0, Double.NaN, Double.POSITIVE_INFINITY));
		List<@Nullable Duration> durations = new ArrayList<>();
		numbers.forEach(
				(number) -> durations.add(only(row("a", "EXECUTED", 1).append("executionMillis", number)).duration()));
		Duration twelve = Duration.ofMillis(12);
		assertThat(durations).containsExactly(twelve, twelve, twelve, twelve, null, null, null, null, null);
		assertThat(only(row("a", "EXECUTED", 1).append("executionMillis", null)).duration()).isNull();
		assertThat(BsonType.values()).isNotEmpty();
	}

	private static ForeignEntry only(Document... rows) {
		List<ForeignEntry> entries = decide(rows);
		assertThat(entries).hasSize(1);
		return entries.get(0);
	}

	private static ForeignEntry find(List<ForeignEntry> entries, String id) {
		return entries.stream().filter((entry) -> entry.id().equals(id)).findFirst().orElseThrow();
	}

	private static List<ForeignEntry> decide(Document... rows) {
		List<BsonDocument> documents = Arrays.stream(rows).map(Document::toBsonDocument).toList();
		return new ToolHistory(ForeignTool.MONGOCK, "mongockChangeLog", documents).entries();
	}

	private static Document row(String id, @Nullable String state, long time) {
		return ForeignRows.mongock(id, AUTHOR, state, time);
	}

	private static Document before(String id, String state, long time) {
		return row(id, state, time).append("type", "BEFORE_EXECUTION");
	}

}
