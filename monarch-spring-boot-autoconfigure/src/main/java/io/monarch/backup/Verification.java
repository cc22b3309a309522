package io.monarch.backup;

import java.util.List;

/**
 * What reading every byte of a backup has shown.
 *
 * @param name its name
 * @param problems what is wrong with it
 */
public record Verification(String name, List<String> problems) {

	/**
	 * Copy the list.
	 */
	public Verification {
		problems = List.copyOf(problems);
	}

	/**
	 * Tell whether nothing is wrong.
	 * @return whether it is good
	 */
	public boolean isGood() {
		return this.problems.isEmpty();
	}

}
