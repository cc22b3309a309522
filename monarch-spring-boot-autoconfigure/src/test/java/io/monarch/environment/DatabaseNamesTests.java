package io.monarch.environment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DatabaseNames}, whose examples were tried on MongoDB 5.0 and 6.0.
 */
class DatabaseNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "shop", "Shop", "a*b", "a<b", "a>b", "a:b", "a|b", "a?b", "a'b", "a%b", "a@b", "größe",
			"a\tb", "-x" })
	void problemWhenTheNameIsPossibleIsNone(String name) {
		assertThat(DatabaseNames.problem(name)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a.b", "a$b", "a\"b", "a/b", "a\\b", "a\0b", "\ud800" })
	void problemWhenServersRefuseTheNameIsSaid(String name) {
		assertThat(DatabaseNames.problem(name)).startsWith("it ");
	}

	@Test
	void problemWhenTheNameIsTooLongCountsBytes() {
		assertThat(DatabaseNames.problem("x".repeat(63))).isNull();
		assertThat(DatabaseNames.problem("ü".repeat(31))).isNull();
		assertThat(DatabaseNames.problem("ü".repeat(32))).isEqualTo("it has 64 bytes, but a server allows at most 63");
	}

}
