package io.monarch.faults;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Point}.
 */
class PointTests {

	private static final List<String> PASSED = List.of("before find", "after find", "before insert", "before find");

	@Test
	void isLastOfWhenAnyIsMeantCountsAll() {
		assertThat(new Point("", 4).isLastOf(PASSED)).isTrue();
		assertThat(new Point("", 3).isLastOf(PASSED)).isFalse();
		assertThat(Point.NONE.isLastOf(PASSED)).isFalse();
	}

	@Test
	void isLastOfWhenANameIsMeantCountsOnlyIt() {
		assertThat(new Point("before find", 2).isLastOf(PASSED)).isTrue();
		assertThat(new Point("before find", 1).isLastOf(PASSED)).isFalse();
		assertThat(new Point("before insert", 1).isLastOf(PASSED)).isFalse();
	}

}
