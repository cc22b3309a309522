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
	void isOwnWhenTheNameOnlyBeginsLikeOursIsNot() {
		assertThat(CollectionNames.isOwn("monarch_staging_0123456789abcdef01234567_12")).isTrue();
		assertThat(CollectionNames.isOwn("monarch_swap_0123456789abcdef01234567")).isTrue();
		assertThat(CollectionNames.isOwn("monarch_lock")).isTrue();
		assertThat(CollectionNames.isOwn("monarch_staging_area")).isFalse();
		assertThat(CollectionNames.isOwn("monarch_swap_meet")).isFalse();
	}

}
