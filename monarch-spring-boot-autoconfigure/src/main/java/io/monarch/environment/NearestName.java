package io.monarch.environment;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that a mistyped one was probably meant to be.
 */
public final class NearestName {

	private NearestName() {
	}

	/**
	 * Return the known name that is nearest to what was typed.
	 * @param typed what was typed
	 * @param known the names that exist
	 * @return the nearest name, or empty where none is near
	 */
	public static Optional<String> of(String typed, Collection<String> known) {
		String wanted = typed.toLowerCase(Locale.ROOT);
		int limit = Math.max(1, Math.min(wanted.length(), 30) / 3);
		record Scored(String name, int distance) {
		}
		return known.stream()
			.map((name) -> new Scored(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
			.filter((scored) -> scored.distance() <= limit)
			.min(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
			.map(Scored::name);
	}

	/**
	 * The number of letters to insert, delete, replace or swap with their neighbour.
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

}
