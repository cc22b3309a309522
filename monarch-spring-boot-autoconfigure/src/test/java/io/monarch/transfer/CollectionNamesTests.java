package io.monarch.transfer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CollectionNames}.
 */
class CollectionNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "", ".hidden", "..", "x$y", "$cmd", "oplog.$main", "x\0y", "system.users", "system.",
			"system.buckets.x", "a.system.b", "x.system.js", "monarch_lock", "\ud800", "a\udc00b" })
	void problemWhenNoCollectionCanHaveTheNameSaysWhy(String name) {
		assertThat(CollectionNames.problem(name)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "dogs", "x.", "x..y", "x/../../y", " ", "x\ny", "system", "System.x", "a.system",
			"systems.x", "system.js", "monarch_migrations", "monarch_staging_x", "größe", "\ud83d\udc31", "\ufffd" })
	void problemWhenTheNameIsPossibleIsNone(String name) {
		assertThat(CollectionNames.problem(name)).isNull();
	}

	@Test
	void runOfWhenTheNameOnlyBeginsLikeOursIsNone() {
		String run = "0123456789abcdef01234567";
		assertThat(CollectionNames.runOf("monarch_staging_" + run + "_12")).isEqualTo(run);
		assertThat(CollectionNames.runOf("system.buckets.monarch_staging_" + run + "_0")).isEqualTo(run);
		assertThat(CollectionNames.runOf("monarch_swap_" + run)).isEqualTo(run);
		assertThat(CollectionNames.runOf("monarch_staging_area")).isNull();
		assertThat(CollectionNames.runOf("monarch_swap_meet")).isNull();
	}

}
