package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Breaks processes of the jar, after it was packaged: a few rounds of each kind in a
 * build, all of them with the profile {@code faults}. See docs/design/faults.md.
 */
class FaultsJarTests {

	private static final String BEGIN = "<!-- faults: written by the profile faults -->";

	private static final String END = "<!-- faults: end -->";

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
				write(rounds.table(), seed);
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

	private static void write(String table, long seed) throws IOException {
		Path page = Path.of("..", "docs", "figures.md");
		String text = Files.readString(page);
		int begin = text.indexOf(BEGIN) + BEGIN.length();
		int end = text.indexOf(END);
		assertThat(end).as("the markers in " + page).isGreaterThan(begin);
		String written = "\n\nOn " + LocalDate.now(ZoneOffset.UTC) + ", with the seed " + seed + ":\n\n" + table + "\n";
		Files.writeString(page, text.substring(0, begin) + written + text.substring(end));
	}

}
