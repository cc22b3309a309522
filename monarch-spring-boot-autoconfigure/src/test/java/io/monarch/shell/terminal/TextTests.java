package io.monarch.shell.terminal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Text} and {@link DefinitionList}.
 */
class TextTests {

	@Test
	void textThatBeginsWithManyBlanksIsWrapped() {
		assertThat(Text.wrap(" ".repeat(40), 10))
			.allSatisfy((line) -> assertThat(line.length()).isLessThanOrEqualTo(10));
		assertThat(Text.wrap(" ".repeat(40) + "one two three", 10))
			.allSatisfy((line) -> assertThat(line.length()).isLessThanOrEqualTo(10))
			.anySatisfy((line) -> assertThat(line).contains("three"));
	}

	@Test
	void wordThatIsLongerThanALineIsBrokenBetweenItsParts() {
		assertThat(Text.wrap("writes src/main/resources/application-monarch.yml first", 30)).containsExactly("writes",
				"src/main/resources/", "application-monarch.yml first");
		assertThat(Text.wrap("202611020930_index_dogs", 16)).containsExactly("202611020930_", "index_dogs");
		assertThat(Text.wrap("x".repeat(20), 16)).containsExactly("x".repeat(16), "xxxx");
	}

	@Test
	void longTextIsShortenedAtAWordAndSaysSo() {
		assertThat(Text.shorten(" one\n\ttwo  three ", 40)).isEqualTo("one two three");
		assertThat(Text.shorten("one two three four", 14)).isEqualTo("one two ...");
		assertThat(Text.shorten("one two three four", 17)).isEqualTo("one two three ...");
		assertThat(Text.shorten("x".repeat(50), 20)).isEqualTo("x".repeat(16) + "...");
		assertThat(Text.width(Text.shorten("犬 ".repeat(200), 200))).isLessThanOrEqualTo(200);
	}

	@Test
	void characterIsNeverCutInHalf() {
		assertThat(Text.cut("😀😀😀😀", 7)).isEqualTo("😀😀...");
		assertThat(Text.cut("e\u0301e\u0301e\u0301e\u0301e\u0301", 4)).isEqualTo("e\u0301...");
		assertThat(Text.cut("dogs", 4)).isEqualTo("dogs");
		assertThat(Text.cut("dogs and", 7)).isEqualTo("dogs...");
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 30, 60 })
	void definitionsFitTheWidth(int width) {
		DefinitionList list = new DefinitionList().add("  --option value", "a sentence of many words and 犬犬犬")
			.add("  -h", "and/one/that/is/as/long/as/a/path/can/be")
			.add("  --last", "");
		assertThat(list.lines(width)).allMatch((line) -> Text.width(line) <= width)
			.anyMatch((line) -> line.startsWith("  --option value"));
		assertThat(String.join("", list.lines(width)).replaceAll("\\s", "")).contains("as/long/as/a/path", "犬犬犬");
	}

	@Test
	void textOfADefinitionBeginsBelowItsTermWhereThereIsNoRoomBesideIt() {
		DefinitionList list = new DefinitionList().add("restore <backup>:<env>", "replaces a database").add("help", "");
		assertThat(list.lines(26)).containsExactly("restore <backup>:<env>", "    replaces a database", "help");
		assertThat(list.lines(36)).containsExactly("restore <backup>:<env>  replaces a",
				"                        database", "help");
	}

}
