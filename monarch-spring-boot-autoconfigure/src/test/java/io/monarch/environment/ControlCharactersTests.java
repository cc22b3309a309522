package io.monarch.environment;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControlCharacters}.
 */
class ControlCharactersTests {

	@Test
	void escapeWhenTextHoldsWhatATerminalObeysShowsIt() {
		assertThat(ControlCharacters.escape("a\u001b[31mb\r\nc\u202ed\u2028\u009b"))
			.isEqualTo("a\\u001b[31mb\\u000d\\u000ac\\u202ed\\u2028\\u009b");
	}

	@Test
	void escapeWhenTextHoldsNoneReturnsIt() {
		String text = "Größe 🐕 \\ 'x'";
		assertThat(ControlCharacters.escape(text)).isSameAs(text);
	}

}
