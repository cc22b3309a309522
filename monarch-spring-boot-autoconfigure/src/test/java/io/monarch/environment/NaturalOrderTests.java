package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NaturalOrder}.
 */
class NaturalOrderTests {

	@Test
	void numbersAreComparedByTheirValueAndEverythingElseByItsLetters() {
		List<String> ordered = List.of("1", "1_a", "2_b", "10_a", "10_b2", "10_b10", "202611231015_index_dogs_by_owner",
				"202611231015_index_dogs_by_puppy", "99999999999999999999999999_beyond_a_long", "a", "a1", "b");
		List<String> shuffled = new ArrayList<>(ordered);
		for (int seed = 0; seed < 20; seed++) {
			Collections.shuffle(shuffled, new Random(seed));
			assertThat(shuffled.stream().sorted(NaturalOrder.INSTANCE)).containsExactlyElementsOf(ordered);
		}
	}

	@Test
	void idsThatAreNotTheSameAreNeverEqual() {
		assertThat(NaturalOrder.INSTANCE.compare("1_a", "01_a")).isNotZero();
		assertThat(NaturalOrder.INSTANCE.compare("01_a", "1_a"))
			.isEqualTo(-NaturalOrder.INSTANCE.compare("1_a", "01_a"));
		assertThat(NaturalOrder.INSTANCE.compare("1_a", "1_a")).isZero();
	}

}
