package io.monarch.environment;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that was probably meant by a mistyped one.
 */
public final class NearestName {

	private static final int AT_MOST = 3;

	/** A shorter text is part of too many names. */
	private static final int LONG_ENOUGH = 3;

	private NearestName() {
	}

	/**
	 * Return a question that suggests the known names nearest to a mistyped one.
	 * @param typed what was typed
	 * @param known the names that exist
	 * @return a question after a space, or an empty text if none is similar
	 */
	public static String question(String typed, Collection<String> known) {
		return question(all(typed, known));
	}

	/**
	 * Return a question that suggests names.
	 * @param nearest the names
	 * @return a question after a space, or an empty text if there are none
	 */
	static String question(List<String> nearest) {
		List<String> names = nearest.stream().limit(AT_MOST).map((name) -> "'" + name + "'").toList();
		if (names.isEmpty()) {
			return "";
		}
		int last = names.size() - 1;
		String first = (last > 0) ? String.join(", ", names.subList(0, last)) + " or " : "";
		return " Did you mean " + first + names.get(last) + "?";
	}

	/**
	 * Return the nearest names or, if none is similar, those that contain what was typed.
	 */
	private static List<String> all(String typed, Collection<String> known) {
		List<Scored> scored = scored(typed, known);
		if (!scored.isEmpty()) {
			int nearest = scored.get(0).distance();
			return scored.stream().filter((each) -> each.distance() == nearest).map(Scored::name).toList();
		}
		String wanted = typed.toLowerCase(Locale.ROOT);
		return known.stream()
			.filter((name) -> wanted.length() >= LONG_ENOUGH && name.toLowerCase(Locale.ROOT).contains(wanted))
			.sorted()
			.toList();
	}

	/**
	 * Return the known name that is nearest to what was typed.
	 * @param typed what was typed
	 * @param known the names that exist
	 * @return the nearest name, or empty if none is similar
	 */
	public static Optional<String> of(String typed, Collection<String> known) {
		return scored(typed, known).stream().findFirst().map(Scored::name);
	}

	private static List<Scored> scored(String typed, Collection<String> known) {
		String wanted = typed.toLowerCase(Locale.ROOT);
		int limit = Math.max(1, Math.min(wanted.length(), 30) / 3);
		return known.stream()
			.map((name) -> new Scored(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
			.filter((scored) -> scored.distance() <= limit)
			.sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
			.toList();
	}

	/**
	 * Return the number of letters to insert, delete, replace or swap with their
	 * neighbor.
	 */
	private static int distance(String left, String right) {
		int[][] cost = new int[left.length() + 1][right.length() + 1];
		for (int i = 0; i <= left.length(); i++) {
			for (int j = 0; j <= right.length(); j++) {
				if (i == 0 || j == 0) {
					cost[i][j] = i + j;
					continue;
				}
				int replace = cost[i - 1][j - 1] + ((left.charAt(i - 1) == right.charAt(j - 1)) ? 0 : 1);
				cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
				if (i > 1 && j > 1 && left.charAt(i - 1) == right.charAt(j - 2)
						&& left.charAt(i - 2) == right.charAt(j - 1)) {
					cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
				}
			}
		}
		return cost[left.length()][right.length()];
	}

	private record Scored(String name, int distance) {

	}

}
