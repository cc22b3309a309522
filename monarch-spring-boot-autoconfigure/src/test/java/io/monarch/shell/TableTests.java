package io.monarch.shell;

import java.util.List;

import io.monarch.shell.Table.Cell;
import io.monarch.shell.Table.Column;
import io.monarch.shell.Table.Fit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Table}.
 */
class TableTests {

	private static final String ID = "202611231015_index_dogs_by_owner_and_house";

	private final Table table = new Table(new Column("ID", Fit.SHORTENED), new Column("STATE", Fit.KEPT),
			new Column("ERROR", Fit.WRAPPED));

	@Test
	void nothingIsShortenedWhereThereIsNoTerminal() {
		String error = "x ".repeat(5_000).strip();
		assertThat(plain(this.table.row(ID, "FAILED", error), Screen.NONE.width()))
			.containsExactly("ID" + " ".repeat(ID.length()) + "STATE   ERROR", ID + "  FAILED  " + error);
	}

	@Test
	void idIsShortenedInTheMiddleAndTextGoesOnInTheNextLine() {
		this.table.row(ID, "FAILED", "the index cannot be built");
		assertThat(plain(this.table, 48)).containsExactly("ID                            STATE   ERROR",
				"202611231015_...er_and_house  FAILED  the index", "                                      cannot be",
				"                                      built");
	}

	@ParameterizedTest
	@ValueSource(ints = { 36, 40, 60, 80, 120 })
	void linesFitTheWidth(int width) {
		this.table.row(ID, "FAILED",
				"a sentence of many words ".repeat(8) + "and/one/that/is/as/long/as/a/path/can/be");
		this.table.row("犬".repeat(40), "NEW", "犬 ".repeat(30) + "😀".repeat(30));
		assertThat(plain(this.table, width)).allMatch((line) -> Table.width(line) <= width);
		assertThat(String.join("", plain(this.table, width)).replaceAll("\\s", "")).contains("as/long/as/a/path")
			.contains("😀");
	}

	@Test
	void columnsThatAreKeptAreKeptHoweverNarrowTheTerminalIs() {
		assertThat(plain(this.table.row(ID, "ROLLED_BACK", ""), 1)).anyMatch((line) -> line.contains("ROLLED_BACK"));
	}

	@Test
	void columnThatSaysNothingTakesNoPlaceOfATerminal() {
		this.table.row(ID, "COMPLETED", "");
		assertThat(plain(this.table, 60)).containsExactly("ID" + " ".repeat(ID.length()) + "STATE", ID + "  COMPLETED");
		assertThat(plain(this.table, Screen.NONE.width())).first().asString().endsWith("STATE      ERROR");
	}

	@Test
	void textThatBeginsWithManyBlanksIsWrapped() {
		assertThat(Table.wrap(" ".repeat(40), 10))
			.allSatisfy((line) -> assertThat(line.length()).isLessThanOrEqualTo(10));
		assertThat(Table.wrap(" ".repeat(40) + "one two three", 10))
			.allSatisfy((line) -> assertThat(line.length()).isLessThanOrEqualTo(10))
			.anySatisfy((line) -> assertThat(line).contains("three"));
	}

	@Test
	void colourTakesNoPlace() {
		this.table.row(ID, new Cell("FAILED", Ink.RED), "no").row("1", new Cell("NEW", Ink.PLAIN), "no");
		List<String> coloured = this.table.lines(80, (text, ink) -> ink.write(text));
		assertThat(coloured.get(1)).contains("\u001b[1;31mFAILED\u001b[0m  no");
		assertThat(coloured.stream().map((line) -> line.replaceAll("\u001b\\[[0-9;]*m", "")))
			.isEqualTo(plain(this.table, 80));
	}

	private static List<String> plain(Table table, int width) {
		return table.lines(width, (text, ink) -> text);
	}

}
