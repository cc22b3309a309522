package io.monarch.backup;

import java.util.List;

/**
 * The result of reading every byte of a backup.
 *
 * @param name its name
 * @param problems the problems found
 */
public record Verification(String name, List<String> problems) {

	/**
	 * Copy the list.
	 */
	public Verification {
		problems = List.copyOf(problems);
	}

	/**
	 * Tell whether there are no problems.
	 * @return whether it is good
	 */
	public boolean isGood() {
		return this.problems.isEmpty();
	}

}
