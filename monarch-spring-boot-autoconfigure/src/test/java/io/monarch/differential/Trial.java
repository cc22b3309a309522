package io.monarch.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.monarch.testsupport.TestDatabase;

/**
 * One database that goes through one operation.
 */
final class Trial {

	private static final int ATTEMPTS = 60;

	private final Operation operation;

	private final List<RandomCollection> old;

	private final boolean emptyTimestamps;

	Trial(Operation operation, List<RandomCollection> old, boolean emptyTimestamps) {
		this.operation = operation;
		this.old = old;
		this.emptyTimestamps = emptyTimestamps;
	}

	/**
	 * Move a database, and compare.
	 * @return what went wrong
	 */
	Optional<String> run(List<RandomCollection> collections) {
		try {
			Path folder = Files.createTempDirectory("monarch-differential");
			String server = System.getProperty("monarch.test.differential.target");
			try (TestDatabase source = TestDatabase.create();
					TestDatabase target = (server != null) ? TestDatabase.on(server) : TestDatabase.create()) {
				int refused = Filling.fill(source.database(), collections, this.emptyTimestamps);
				Filling.fill(target.database(), this.old, this.emptyTimestamps);
				if (Boolean.getBoolean("monarch.test.differential.verbose")) {
					System.out
						.println(this.operation + ": " + collections.size() + " collections, " + refused + " refused");
				}
				return move(source, target, folder);
			}
			finally {
				delete(folder);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Optional<String> move(TestDatabase source, TestDatabase target, Path folder) {
		try {
			List<String> differences = this.operation.move(source, target, folder);
			return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", differences));
		}
		catch (Exception ex) {
			return Optional.of(ex.getClass().getSimpleName() + ": " + ex.getMessage()
					+ ((ex.getCause() != null) ? " (" + ex.getCause() + ")" : ""));
		}
	}

	/**
	 * Leave out collections, indexes and documents for as long as it fails in the same
	 * way.
	 * @return the failure, and the least database that was found to have it
	 */
	String minimal(List<RandomCollection> collections, String failure) {
		List<RandomCollection> least = collections;
		String reason = failure;
		int attempts = 0;
		boolean smaller = true;
		while (smaller) {
			smaller = false;
			for (List<RandomCollection> candidate : candidates(least)) {
				if (attempts++ == ATTEMPTS) {
					break;
				}
				Optional<String> found = run(candidate);
				if (found.isPresent() && kind(found.get()).equals(kind(failure))) {
					least = candidate;
					reason = found.get();
					smaller = true;
					break;
				}
			}
		}
		StringBuilder text = new StringBuilder(reason).append("\n  with the database");
		least.forEach((collection) -> text.append("\n  ").append(collection));
		return text.toString();
	}

	private static List<List<RandomCollection>> candidates(List<RandomCollection> collections) {
		List<List<RandomCollection>> candidates = new ArrayList<>();
		// A database without any collection is a case of its own.
		for (int i = 0; i < collections.size() && collections.size() > 1; i++) {
			candidates.add(with(collections, i, null));
		}
		for (int i = 0; i < collections.size(); i++) {
			RandomCollection each = collections.get(i);
			int half = each.documents().size() / 2;
			if (half > 0) {
				candidates.add(with(collections, i, new RandomCollection(each.name(), each.options(), each.indexes(),
						each.documents().subList(0, half))));
				candidates.add(with(collections, i, new RandomCollection(each.name(), each.options(), each.indexes(),
						each.documents().subList(half, each.documents().size()))));
			}
			for (int index = 0; index < each.indexes().size(); index++) {
				candidates.add(with(collections, i, new RandomCollection(each.name(), each.options(),
						with(each.indexes(), index, null), each.documents())));
			}
		}
		return candidates;
	}

	private static <T> List<T> with(List<T> list, int position, @org.jspecify.annotations.Nullable T replacement) {
		List<T> changed = new ArrayList<>(list);
		if (replacement == null) {
			changed.remove(position);
		}
		else {
			changed.set(position, replacement);
		}
		return List.copyOf(changed);
	}

	/**
	 * Its first words without names and numbers.
	 */
	private static String kind(String failure) {
		String first = failure.lines().findFirst().orElse("").replaceAll("'[^']*'|[0-9a-f]{4,}|\\d+", "#");
		return first.substring(0, Math.min(100, first.length()));
	}

	private static void delete(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(each);
			}
		}
	}

}
