package io.monarch.faults;

import java.util.Collections;
import java.util.List;

/**
 * The n-th command of a process on its way, or its n-th of one name.
 *
 * @param name whether before or after, and the command; or nothing for any
 * @param number which of them, from 1
 */
record Point(String name, int number) {

	static final Point NONE = new Point("", 0);

	/**
	 * Tell whether the last of the names that have passed is the point.
	 */
	boolean isLastOf(List<String> passed) {
		if (this.name.isEmpty()) {
			return passed.size() == this.number;
		}
		return passed.get(passed.size() - 1).equals(this.name)
				&& Collections.frequency(passed, this.name) == this.number;
	}

}
