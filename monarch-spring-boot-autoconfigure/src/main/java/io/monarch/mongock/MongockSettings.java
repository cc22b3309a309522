package io.monarch.mongock;

import java.util.List;

/**
 * How change units are run.
 *
 * @param packages the packages, or the names of classes, where they are looked for
 * @param exclude the ids, or the names of classes, of those that are left out
 * @param runOnce the ids, or the names of classes, of those that run once, as any other,
 * although they ask for something that only Mongock does
 * @param transactional whether those that do not say otherwise run in a transaction
 * @param defaultAuthor the author of those that name none
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
