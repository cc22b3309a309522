package io.monarch.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.monarch.testsupport.LongTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Breaks processes of the jar, after it was packaged: a few rounds of each kind with the
 * profile {@code long}, all of them with {@code faults}. See docs/design/faults.md.
 */
@LongTest
class FaultsJarTests {

	/** The seed of the rounds in a build, which are the same in all of them. */
	private static final long QUICK = 20261126;

	@TempDir
	private Path folder;

	@Test
	void whateverIsBrokenNothingIsLostAndNothingIsDoneTwice() throws Exception {
		long seed = Long.getLong("monarch.faults.seed",
				Boolean.getBoolean("monarch.faults.all") ? System.currentTimeMillis() % 1_000_000_000 : QUICK);
		Ledger ledger = new Ledger(file(), seed);
		System.out.println("faults: the seed is " + ledger.seed());
		Report report = new Report(ledger);
		try (World world = new World(this.folder)) {
			new Rounds(new Faults(world), ledger, revision()).play(rounds(),
					Integer.getInteger("monarch.faults.workers", 2),
					Duration.ofMinutes(Integer.getInteger("monarch.faults.minutes", 24 * 60)), () -> publish(report));
		}
		finally {
			publish(report);
		}
		assertThat(report.bad()).isEmpty();
		assertThat(report.seldomStruck()).isEmpty();
	}

	private static void publish(Report report) {
		report.print();
		if (Boolean.getBoolean("monarch.faults.write")) {
			report.write();
		}
	}

	private static @Nullable Path file() {
		String name = System.getProperty("monarch.faults.ledger", "");
		return name.isEmpty() ? null : Path.of(name).toAbsolutePath();
	}

	/**
	 * Return the revision that is played: a property, or what git says.
	 */
	private static String revision() {
		String known = System.getProperty("monarch.faults.revision", "");
		if (!known.isEmpty()) {
			return known;
		}
		try {
			Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").redirectErrorStream(true).start();
			String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			return said.matches("[0-9a-f]+") ? said : "unknown";
		}
		catch (IOException ex) {
			return "unknown";
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
			return Boolean.getBoolean("monarch.test.long") ? kind.many() : kind.quick();
		}
		return Math.max(1, kind.full() * Integer.getInteger("monarch.faults.percent", 100) / 100);
	}

}
