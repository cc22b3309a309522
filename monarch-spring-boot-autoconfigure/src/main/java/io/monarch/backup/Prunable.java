package io.monarch.backup;

import java.util.List;

/**
 * What can be deleted, and why other backups are not counted.
 *
 * @param entries the backups that can go, the oldest first
 * @param kept the good backups that take their place, which have to be there still when
 * they go
 * @param uncounted the backups that are not known to be good ones of the same database
 */
public record Prunable(List<BackupEntry> entries, List<BackupEntry> kept, List<Uncounted> uncounted) {

	/**
	 * Copy the lists.
	 */
	public Prunable {
		entries = List.copyOf(entries);
		kept = List.copyOf(kept);
		uncounted = List.copyOf(uncounted);
	}

	/**
	 * A backup that takes no other one's place.
	 *
	 * @param entry the backup
	 * @param reason why
	 */
	public record Uncounted(BackupEntry entry, Reason reason) {

	}

	/**
	 * Why a backup takes no other one's place.
	 */
	public enum Reason {

		/** It cannot be restored. */
		BAD("damaged or incomplete"),

		/** It cannot be read now. */
		UNREADABLE("unreadable"),

		/** See {@link BackupEntry.State#MISDATED}. */
		MISDATED("of an impossible date"),

		/** It holds no documents. */
		EMPTY("empty"),

		/** It does not say which application and hosts it is of. */
		UNKNOWN_OWNER("of an earlier version, which did not record the application and the hosts");

		private final String text;

		Reason(String text) {
			this.text = text;
		}

		/**
		 * Return the reason in words.
		 * @return the end of a sentence that begins with a name
		 */
		public String text() {
			return this.text;
		}

	}

}
