package io.monarch.shell;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PromptHistory}.
 */
class PromptHistoryTests {

	@ParameterizedTest
	@ValueSource(strings = { "backup mongodb://ann:s3cret@db/shop", "backup https://ann:s3cret@db",
			"copy-db a:b -q x --param password=x", "copy-db a:b -q x --param=api-key=x",
			"copy-db a:b -q x --param 'token=x'", "copy-db a:b --param Secret: x",
			"copy-db a:b -q x --param id=aB3dE5gH7jK9mN1p", "copy-db a:b -q x --param id=AKIAIOSFODNN7",
			"copy-db a:b -q x --param x=eyJhbGciOiJIUzI1NiJ9.e30", "migrate dev --spring.mongodb.password=x" })
	void lineThatMayHoldASecretIsForgotten(String line) {
		assertThat(PromptHistory.mayHoldSecret(line)).isTrue();
		PromptHistory history = new PromptHistory(null);
		history.add(line);
		assertThat(history).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "list-migrations production", "copy-db production:development --yes",
			"copy-db a:b -q one-account --param account-id=42", "generate-migration add token to sessions",
			"copy-db a:b -q x --param id=65f1a2b3c4d5e6f708192a3b",
			"copy-db a:b -q x --param id=123e4567-e89b-12d3-a456-426614174000",
			"copy-db a:b -q x --param since=2026-11-23T00:00:00Z", "restore shop__2026_11_23.dmp.zip:development",
			"migrate production --confirm=production" })
	void otherLinesAreKept(String line) {
		assertThat(PromptHistory.mayHoldSecret(line)).isFalse();
	}

	@Test
	void fileIsThatOfTheUserAndTheApplication() {
		Path state = Path.of("state").toAbsolutePath();
		Map<String, String> variables = Map.of("XDG_STATE_HOME", state.toString(), "LOCALAPPDATA", state.toString());
		assertThat(PromptHistory.file("dogs", variables)).isEqualTo(state.resolve("monarch").resolve("dogs.history"));
		assertThat(PromptHistory.file("../a b", variables).getParent()).isEqualTo(state.resolve("monarch"));
		assertThat(PromptHistory.file("", Map.of("XDG_STATE_HOME", "relative")))
			.isEqualTo(Path.of(System.getProperty("user.home"), ".local", "state", "monarch", "history"));
	}

}
