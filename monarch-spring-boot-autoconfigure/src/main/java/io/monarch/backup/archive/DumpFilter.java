package io.monarch.backup.archive;

import io.monarch.transfer.CollectionNames;
import org.jspecify.annotations.Nullable;

/**
 * Filters data of a dump that is not restored.
 *
 * @param lock the lock in the dump
 */
record DumpFilter(DumpedLock lock) {

	static final String OPLOG = "The oplog is left out: what was written during the dump is missing";

	private static final String FUNCTIONS = "system.js";

	/**
	 * Return why a collection is omitted, or {@code null} if it is not.
	 */
	@Nullable String notice(String collection) {
		String shown = "'" + FileNames.printable(collection) + "'";
		if (collection.startsWith("$admin.system.") || collection.equals("system.users")
				|| collection.equals("system.roles") || collection.equals("system.version")) {
			return "Users and roles (" + shown + ") are left out";
		}
		if (this.lock.isOwn(collection)) {
			return "Monarch's own collection " + shown + " is left out";
		}
		if (collection.startsWith("system.") && !collection.equals(FUNCTIONS)) {
			return "The server's own collection " + shown + " is left out";
		}
		return null;
	}

	/**
	 * Return the notice for a collection that is restored, or {@code null} if there is
	 * none.
	 */
	@Nullable String doubt(String collection) {
		return (CollectionNames.runOf(collection) != null && notice(collection) == null) ? "Collection '"
				+ FileNames.printable(collection) + "' is restored, since the lock in the dump does not name it as "
				+ "unfinished work of Monarch" : null;
	}

}
