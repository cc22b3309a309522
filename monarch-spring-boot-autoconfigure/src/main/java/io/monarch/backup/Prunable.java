package io.monarch.backup;

import java.util.List;

/**
 * The backups that can be deleted, and the reasons why others do not count.
 *
 * @param entries the backups to delete, the oldest first
 * @param kept the good backups that are kept instead, which still have to exist when the
 * others are deleted
 * @param uncounted the backups that are not known to be good ones of the same database
 * @param lastProven the backups that would be deleted if they were not the last proven
 * ones; they are also among those that are kept
 */
public record Prunable(List<BackupEntry> entries, List<BackupEntry> kept, List<Uncounted> uncounted,
		List<BackupEntry> lastProven) {

	/**
	 * Copy the lists.
	 */
	public Prunable {
		entries = List.copyOf(entries);
		kept = List.copyOf(kept);
		uncounted = List.copyOf(uncounted);
		lastProven = List.copyOf(lastProven);
	}

	/**
	 * A backup that does not count.
	 *
	 * @param entry the backup
	 * @param reason the reason
	 */
	public record Uncounted(BackupEntry entry, Reason reason) {

	}

	/**
	 * The reasons why a backup does not count.
	 */
	public enum Reason {

		/** It cannot be restored. */
		BAD("damaged or incomplete"),

		/** It cannot be read now. */
		UNREADABLE("unreadable"),

		/** See {@link BackupEntry.State#MISDATED}. */
		MISDATED("of an impossible date"),

		/** It contains no documents. */
		EMPTY("empty"),

		/** The record of a proof beside it cannot be used. */
		BAD_PROOF("beside a record of a proof that is damaged or of another backup"),

		/** Its application and hosts are not recorded. */
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
