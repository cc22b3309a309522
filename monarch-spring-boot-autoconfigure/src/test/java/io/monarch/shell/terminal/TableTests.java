package io.monarch.shell.terminal;

import java.util.List;

import io.monarch.environment.ControlCharacters;
import io.monarch.shell.terminal.Table.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Table}.
 */
class TableTests {

	private static final String ID = "202611231015_index_dogs_by_owner_and_house";

	private static final String LONG_ID = "202611231015_" + "a_very_long_story_".repeat(10);

	private final Table table = new Table(Column.name("ID"), Column.kept("STATE"), Column.kept("WHEN").rank(1),
			Column.number("DURATION").rank(2), Column.text("DESCRIPTION").rank(3));

	@Test
	void nothingIsLeftOutWhereThereIsNoTerminal() {
		String description = "x ".repeat(5_000).strip();
		assertThat(plain(this.table.row(ID, "FAILED", "", "12 ms", description), Screen.NONE.width())).containsExactly(
				"ID" + " ".repeat(ID.length()) + "STATE   WHEN  DURATION  DESCRIPTION",
				ID + "  FAILED" + " ".repeat(11) + "12 ms  " + description);
	}

	@Test
	void descriptionIsCutAndThenLeftOutFirst() {
		this.table.row(ID, "COMPLETED", "3 days ago", "12 ms", "Index dogs by their owners and houses");
		assertThat(plain(this.table, 200).get(1)).endsWith("     12 ms  Index dogs by their owners and houses");
		assertThat(plain(this.table, 100)).element(1).asString().endsWith("  Index dogs by their...");
		assertThat(plain(this.table, 80)).containsExactly(
				"ID" + " ".repeat(ID.length()) + "STATE      WHEN        DURATION",
				ID + "  COMPLETED  3 days ago     12 ms");
		assertThat(plain(this.table, 70)).element(1).isEqualTo(ID + "  COMPLETED  3 days ago");
		assertThat(plain(this.table, 60)).element(1).isEqualTo(ID + "  COMPLETED");
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 40, 60, 80, 120, 200 })
	void everyNameIsShownInOnePiece(int width) {
		this.table.row(ID, "FAILED", "3 days ago", "12 ms", "a sentence of many words ".repeat(8))
			.row(LONG_ID, "NEW", "-", "-", "")
			.row("犬".repeat(60), "NEW", "-", "-", "犬 ".repeat(30) + "😀".repeat(30));
		List<String> lines = plain(this.table, width);
		assertThat(lines).anyMatch((line) -> line.startsWith(ID))
			.anyMatch((line) -> line.startsWith(LONG_ID))
			.anyMatch((line) -> line.startsWith("犬".repeat(60)));
		assertThat(lines).filteredOn((line) -> !line.matches("(" + ID + "|" + LONG_ID + "|犬+)"))
			.allMatch((line) -> Text.width(line) <= width);
	}

	@ParameterizedTest
	@ValueSource(ints = { 60, 80, 120, 200 })
	void everyRowIsOneLineWhereItsNameLeavesRoomForWhatIsKept(int width) {
		for (int i = 0; i < 1_000; i++) {
			this.table.row(ID + i, "ROLLED_BACK", "100 days ago", "1200 s", "words ".repeat(i % 40));
		}
		assertThat(plain(this.table, width)).hasSize(1_001).allMatch((line) -> Text.width(line) <= width);
	}

	@Test
	void nameThatIsTooLongHasALineOfItsOwnAndTheOtherRowsAreAsTheyWouldBeWithoutIt() {
		this.table.row(ID, "COMPLETED", "3 days ago", "12 ms", "")
			.row(LONG_ID, "FAILED", "now", "1 ms", "")
			.row("1", "NEW", "-", "-", "");
		String indent = " ".repeat(ID.length());
		assertThat(plain(this.table, 80)).containsExactly("ID" + indent + "STATE      WHEN        DURATION",
				ID + "  COMPLETED  3 days ago     12 ms", LONG_ID, indent + "  FAILED     now             1 ms",
				"1" + indent.substring(1) + "  NEW        -                  -");
	}

	@Test
	void restOfARowStandsBelowItsNameWhereNoNameHasRoom() {
		this.table.row(LONG_ID, "FAILED", "now", "1 ms", "Tell it");
		assertThat(plain(this.table, 60)).containsExactly("ID  STATE   WHEN  DURATION  DESCRIPTION", LONG_ID,
				"    FAILED  now       1 ms  Tell it");
	}

	@Test
	void numbersEndAtTheSamePlace() {
		Table numbers = new Table(Column.name("NAME"), Column.number("SIZE"), Column.number(""), Column.kept("NOTE"));
		numbers.row("a", "1.0 KiB", "1", "x").row("犬", "12 B", "1,000", "").row("b", "-", "22", "y");
		assertThat(plain(numbers, 80)).containsExactly("NAME     SIZE         NOTE", "a     1.0 KiB      1  x",
				"犬       12 B  1,000", "b           -     22  y");
		assertThat(plain(numbers, Screen.NONE.width())).isEqualTo(plain(numbers, 80));
	}

	@Test
	void whatIsKeptIsKeptHoweverNarrowTheTerminalIs() {
		assertThat(plain(this.table.row(ID, "ROLLED_BACK", "now", "1 s", "x"), 1))
			.anyMatch((line) -> line.contains("ROLLED_BACK"));
	}

	@Test
	void columnThatSaysNothingTakesNoPlaceOfATerminal() {
		this.table.row(ID, "COMPLETED", "", "1 s", "");
		assertThat(plain(this.table, 100)).containsExactly("ID" + " ".repeat(ID.length()) + "STATE      DURATION",
				ID + "  COMPLETED       1 s");
		assertThat(plain(this.table, Screen.NONE.width())).first().asString().endsWith("DURATION  DESCRIPTION");
	}

	@Test
	void charactersThatTakeTwoPlacesOrNoneAreCounted() {
		Table texts = new Table(Column.name("ID"), Column.text("DESCRIPTION").rank(1), Column.kept("STATE"));
		texts.row("1", "犬".repeat(30), "NEW").row("2", "e\u0301".repeat(30), "NEW").row("3", "😀".repeat(9), "NEW");
		assertThat(plain(texts, 40)).containsExactly("ID  DESCRIPTION" + " ".repeat(20) + "STATE",
				"1   " + "犬".repeat(13) + "...  NEW", "2   " + "e\u0301".repeat(26) + "...  NEW",
				"3   " + "😀".repeat(9) + " ".repeat(13) + "NEW");
	}

	@Test
	void colourTakesNoPlace() {
		this.table.row(ID, new Cell("FAILED", Color.RED), "now", "1 s", "no")
			.row("1", new Cell("NEW", Color.PLAIN), "now", "20 s", "no");
		List<String> coloured = this.table.lines(100, ControlCharacters::escape, (text, ink) -> ink.write(text));
		assertThat(coloured.get(1)).contains("\u001b[1;31mFAILED\u001b[0m  now");
		assertThat(coloured.stream().map((line) -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
			.isEqualTo(plain(this.table, 100));
	}

	private static List<String> plain(Table table, int width) {
		return table.lines(width, ControlCharacters::escape, (text, ink) -> text);
	}

}
