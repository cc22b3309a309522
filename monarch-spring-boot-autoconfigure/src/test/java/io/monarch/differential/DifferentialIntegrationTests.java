package io.monarch.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.RoundCount;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs random databases through all operations. A round is decided by the seed and its
 * number, so that a failure can be played again:
 * {@code -Dmonarch.test.differential.seed=… -Dmonarch.test.differential.first=…}.
 */
@InRounds
class DifferentialIntegrationTests {

	private static final String PROPERTY = "monarch.test.differential.";

	private static final int OPERATIONS_A_ROUND = 3;

	private final long seed = Long.getLong(PROPERTY + "seed", 17);

	private final int first = Integer.getInteger(PROPERTY + "first", 0);

	private final int rounds = RoundCount.of(PROPERTY + "rounds", 1, 5);

	/** Beside what makes a round slow, in a build. */
	private final Set<Feature> features = Feature.without(System.getProperty(PROPERTY + "without", "LARGE"));

	@Test
	void databaseWhenMovedIsTheSame() {
		List<Operation> operations = operations();
		System.out.println("Differential test: seed " + this.seed + ", rounds " + this.first + " to "
				+ (this.first + this.rounds - 1) + ", features " + this.features);
		List<String> failures = new ArrayList<>();
		for (int round = this.first; round < this.first + this.rounds; round++) {
			for (int i = 0; i < OPERATIONS_A_ROUND; i++) {
				Operation operation = operations.get((round * OPERATIONS_A_ROUND + i) % operations.size());
				play(round, operation).ifPresent((failure) -> {
					System.out.println(failure);
					failures.add(failure);
				});
			}
		}
		assertThat(failures).isEmpty();
	}

	private Optional<String> play(int round, Operation operation) {
		Set<Feature> used = EnumSet.copyOf(this.features);
		used.removeAll(operation.unsupported());
		Random random = new Random(this.seed * 1_000_003 + round);
		List<RandomCollection> source = RandomDatabase.create(random.nextLong(), used, 7);
		List<RandomCollection> old = RandomDatabase.create(random.nextLong(), used, 4);
		Trial trial = new Trial(operation, old, used.contains(Feature.EMPTY_TIMESTAMPS));
		Optional<String> found = trial.run(source);
		found.ifPresent((failure) -> System.out
			.println("Failed, looking for a smaller database: round " + round + ", " + operation + ": " + failure));
		return found.map((failure) -> "Seed " + this.seed + ", round " + round + ", operation " + operation + ":\n"
				+ trial.minimal(source, failure));
	}

	private static List<Operation> operations() {
		String only = System.getProperty(PROPERTY + "operations", "");
		List<Operation> operations = Arrays.stream(Operation.values())
			.filter((each) -> only.isEmpty() || Arrays.asList(only.split(",")).contains(each.name()))
			.filter((each) -> !each.needsTools() || StockTools.areThere())
			.toList();
		if (!StockTools.areThere()) {
			System.out.println("Differential test: NOT RUN with mongodump and mongorestore; -D" + StockTools.PROPERTY
					+ " names the folder with them");
		}
		return operations;
	}

}
