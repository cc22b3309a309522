package io.monarch.transfer;

import java.util.List;
import java.util.Set;

import io.monarch.transfer.Provenance.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Origins}.
 */
class OriginsTests {

	@Test
	void originBeforeTheWholeDatabaseWasReplacedDoesNotApply() {
		Origin part = origin("3", Set.of("settings"));
		Origin whole = origin("2", null);
		assertThat(Origins.applicable(List.of(part, whole, origin("1", Set.of("users")), origin("0", null))))
			.containsExactly(part, whole);
	}

	@Test
	void originOfCollectionsThatWereAllReplacedLaterDoesNotApply() {
		Origin later = origin("3", Set.of("a", "b"));
		Origin wider = origin("1", Set.of("a", "c"));
		assertThat(Origins.applicable(List.of(later, origin("2", Set.of("a")), wider))).containsExactly(later, wider);
	}

	private static Origin origin(String run, @Nullable Set<String> only) {
		return Origin.now(run, new Provenance(Operation.COPY, "production", null, null, null, null), only);
	}

}
