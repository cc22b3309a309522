package io.monarch.transfer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The names of the collections that a replacement creates next to the data:
 * {@code monarch_staging_<run>_<n>} for new data that is not in use yet, and
 * {@code monarch_swap_<run>} for its plan. A run is 24 hexadecimal digits.
 */
final class Staging {

	private static final String STAGING = "monarch_staging_";

	private static final String PLAN = "monarch_swap_";

	private static final Pattern FORM = Pattern
		.compile("(?:" + STAGING + "([0-9a-f]{24})_(?:0|[1-9][0-9]{0,8})|" + PLAN + "([0-9a-f]{24}))");

	private final String run = new ObjectId().toHexString();

	private int next;

	/**
	 * Return a new name. It does not include the target's name, which may be too long.
	 */
	synchronized String name() {
		return STAGING + this.run + "_" + this.next++;
	}

	String run() {
		return this.run;
	}

	static String planOf(String run) {
		return PLAN + run;
	}

	/**
	 * Return the run after which a collection is named, or {@code null} if the name does
	 * not have exactly Monarch's form. The name alone does not make a collection
	 * Monarch's: see {@link OwnCollections}.
	 */
	static @Nullable String runOf(String name) {
		Matcher matcher = FORM.matcher(name);
		if (!matcher.matches()) {
			return null;
		}
		return (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
	}

	static boolean isPlan(String name) {
		return name.startsWith(PLAN) && runOf(name) != null;
	}

	/**
	 * Tell whether a name is that of a staging collection of a run.
	 */
	static boolean isStaging(String name, String run) {
		return name.startsWith(STAGING) && run.equals(runOf(name));
	}

}
