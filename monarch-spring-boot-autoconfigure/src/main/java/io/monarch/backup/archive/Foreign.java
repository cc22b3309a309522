package io.monarch.backup.archive;

import io.monarch.transfer.CollectionNames;
import org.jspecify.annotations.Nullable;

/**
 * What a dump can hold that is not restored.
 */
final class Foreign {

	static final String OPLOG = "The oplog is left out: what was written during the dump is missing";

	private static final String FUNCTIONS = "system.js";

	private Foreign() {
	}

	/**
	 * Return why a collection is left out, or {@code null} where it is not.
	 */
	static @Nullable String notice(String collection) {
		String shown = "'" + FileNames.printable(collection) + "'";
		if (collection.startsWith("$admin.system.") || collection.equals("system.users")
				|| collection.equals("system.roles") || collection.equals("system.version")) {
			return "Users and roles (" + shown + ") are left out";
		}
		if (CollectionNames.isOwn(collection)) {
			return "Monarch's own collection " + shown + " is left out";
		}
		if (collection.startsWith("system.") && !collection.equals(FUNCTIONS)) {
			return "The server's own collection " + shown + " is left out";
		}
		return null;
	}

}
