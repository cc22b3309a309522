package io.monarch.mongock;

import java.util.List;

/**
 * The settings for running change units.
 *
 * @param packages the packages to scan, or the names of classes
 * @param exclude the ids, or the names of classes, of excluded change units
 * @param runOnce the ids, or the names of classes, of those that run once, like any
 * other, despite attributes that only Mongock supports
 * @param transactional whether change units run in a transaction by default
 * @param defaultAuthor the author of those without one
 * @param collection the collection of Mongock's history
 * @param lockCollection the collection of Mongock's lock
 */
public record MongockSettings(List<String> packages, List<String> exclude, List<String> runOnce, boolean transactional,
		String defaultAuthor, String collection, String lockCollection) {

	public MongockSettings {
		packages = List.copyOf(packages);
		exclude = List.copyOf(exclude);
		runOnce = List.copyOf(runOnce);
	}

}
