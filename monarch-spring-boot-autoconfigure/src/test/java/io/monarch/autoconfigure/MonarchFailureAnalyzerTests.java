package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonarchFailureAnalyzer}.
 */
class MonarchFailureAnalyzerTests {

	@Test
	void actionWhenACommandHasTheDefaultNameSaysWhatThatMeansElsewhere() {
		assertThat(analyze("x", "Wait, or run 'monarch unlock application'.").getAction())
			.startsWith("Wait, or run 'monarch unlock application'. 'application' is the default name");
	}

	@Test
	void actionWhenACommandHasAnotherNameIsAsItIs() {
		String action = "Wait, or run 'monarch unlock production'.";
		assertThat(analyze("x", action).getAction()).isEqualTo(action);
	}

	@Test
	void descriptionHasNoControlCharacters() {
		assertThat(analyze("a\n2026 forged\u001b[2J", "x").getDescription()).isEqualTo("a\\u000a2026 forged\\u001b[2J");
	}

	private static FailureAnalysis analyze(String message, String action) {
		FailureAnalysis analysis = new MonarchFailureAnalyzer()
			.analyze(new IllegalStateException(new MonarchException(Kind.FAILED, message, action)));
		assertThat(analysis).isNotNull();
		return analysis;
	}

}
