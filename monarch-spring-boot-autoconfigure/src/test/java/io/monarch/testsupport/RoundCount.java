package io.monarch.testsupport;

/**
 * How many rounds a test plays that is {@link InRounds}.
 */
public final class RoundCount {

	private RoundCount() {
	}

	/**
	 * Return a number that a system property sets.
	 * @param property the name of the property
	 * @param few the number in {@code mvn verify}
	 * @param many the number in a run of the long tests
	 * @return the number
	 */
	public static int of(String property, int few, int many) {
		return Integer.getInteger(property, Boolean.getBoolean("monarch.test.long") ? many : few);
	}

	/**
	 * Return the distance between the points that a test tries, of all that there are:
	 * that of {@code monarch.test.every}, or one that leads to a number of points.
	 * @param points how many points there are
	 * @param few how many to try in {@code mvn verify}
	 * @param many how many to try in a run of the long tests
	 * @return the distance, at least 1
	 */
	public static int every(int points, int few, int many) {
		return of("monarch.test.every", Math.max(points / few, 1), Math.max(points / many, 1));
	}

}
