package io.monarch.conversion;

import java.util.Map;
import java.util.TreeMap;

/**
 * Changes of a source: texts that replace ranges of it.
 */
final class Edits {

	private final String text;

	private final Map<Integer, Edit> edits = new TreeMap<>();

	Edits(String text) {
		this.text = text;
	}

	/**
	 * Replace a range, or insert where it is empty. What is inserted at one place comes
	 * one after the other.
	 */
	void replace(int start, int end, String replacement) {
		this.edits.merge(start, new Edit(end, replacement),
				(one, other) -> new Edit(Math.max(one.end(), other.end()), one.replacement() + other.replacement()));
	}

	/**
	 * Return a range of the source with all changes in it.
	 */
	String apply(int from, int to) {
		StringBuilder result = new StringBuilder();
		int at = from;
		for (Map.Entry<Integer, Edit> entry : this.edits.entrySet()) {
			int start = entry.getKey();
			if (start >= at && start < to && entry.getValue().end() <= to) {
				result.append(this.text, at, start).append(entry.getValue().replacement());
				at = entry.getValue().end();
			}
		}
		return result.append(this.text, at, to).toString();
	}

	private record Edit(int end, String replacement) {

	}

}
