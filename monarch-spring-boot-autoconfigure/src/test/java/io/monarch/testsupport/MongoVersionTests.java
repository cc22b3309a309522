package io.monarch.testsupport;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link MongoVersion}.
 */
class MongoVersionTests {

	@Test
	void ofWhenUnknownNamesThoseThatThereAre() {
		assertThatIllegalStateException().isThrownBy(() -> MongoVersion.of("4.2"))
			.withMessageContaining("'4.2'")
			.withMessageContaining("5.0.4, 6.0.27, 6.0.5, 7.0, 8.0");
	}

	@Test
	void ofWhenBlankSelectsNone() {
		assertThat(MongoVersion.of(" ")).isEmpty();
	}

	@Test
	void requireWhenTheServerIsOfAnotherVersionFails() {
		MongoVersion version = MongoVersion.of("5.0.4").orElseThrow();
		version.require("5.0.4", "a test");
		assertThatIllegalStateException().isThrownBy(() -> version.require("5.0.40", "MONARCH_TEST_MONGODB_URI"))
			.withMessageContaining("MONARCH_TEST_MONGODB_URI is MongoDB 5.0.40")
			.withMessageContaining("selects 5.0.4");
		MongoVersion.of("8.0").orElseThrow().require("8.0.12", "a test");
	}

}
