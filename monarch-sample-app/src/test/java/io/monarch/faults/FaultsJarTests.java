package io.monarch.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.monarch.testsupport.GeneratedSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Breaks processes of the jar, after it was packaged: a few rounds of each kind in a
 * build, all of them with the profile {@code faults}. See docs/design/faults.md.
 */
class FaultsJarTests {

	@TempDir
	private Path folder;

	@Test
	void whateverIsBrokenNothingIsLostAndNothingIsDoneTwice() throws Exception {
		long seed = Long.getLong("monarch.faults.seed", System.currentTimeMillis() % 1_000_000_000);
		System.out.println("faults: the seed is " + seed);
		try (World world = new World(this.folder)) {
			Rounds rounds = new Rounds(new Faults(world), seed);
			rounds.play(rounds(), Integer.getInteger("monarch.faults.workers", 2),
					Duration.ofMinutes(Integer.getInteger("monarch.faults.minutes", 24 * 60)));
			System.out.println(rounds.table());
			if (Boolean.getBoolean("monarch.faults.write")) {
				new GeneratedSection("figures.md", "faults").write(
						"On " + LocalDate.now(ZoneOffset.UTC) + ", with the seed " + seed + ":\n\n" + rounds.table());
			}
			assertThat(rounds.violations()).isEmpty();
		}
	}

	private static Map<Kind, Integer> rounds() {
		List<String> names = List.of(System.getProperty("monarch.faults.kinds", "").split(","));
		List<String> known = Arrays.stream(Kind.values()).map(Kind::label).toList();
		assertThat(known).as("kinds of faults").containsAll(names.equals(List.of("")) ? List.of() : names);
		Map<Kind, Integer> rounds = new EnumMap<>(Kind.class);
		for (Kind kind : Kind.values()) {
			if (names.contains(kind.label()) || names.equals(List.of(""))) {
				rounds.put(kind, Integer.getInteger("monarch.faults.rounds", rounds(kind)));
			}
		}
		return rounds;
	}

	private static int rounds(Kind kind) {
		if (!Boolean.getBoolean("monarch.faults.all")) {
			return kind.quick();
		}
		return Math.max(1, kind.full() * Integer.getInteger("monarch.faults.percent", 100) / 100);
	}

}
