package io.monarch.backup;

import java.time.Instant;

import io.monarch.backup.archive.BackupOwner;
import org.jspecify.annotations.Nullable;

/**
 * A backup in a list.
 *
 * @param name its name
 * @param size its bytes
 * @param createdAt when it was made; when its file was, where it does not say or cannot
 * be right
 * @param environment the environment that it is of, or {@code null} where it does not say
 * @param database the name of the database, or {@code null} where it does not say
 * @param querySet the name of the query set that picked a part of it, or {@code null}
 * where it is all of it or does not say
 * @param documents how many documents it holds, or {@code null} where it does not say
 * @param buckets how many of these are buckets of time series, as far as it says
 * @param owner the application and the hosts that it is of, or {@code null} where it does
 * not say
 * @param state how far it can be trusted without reading it
 */
public record BackupEntry(String name, long size, Instant createdAt, @Nullable String environment,
		@Nullable String database, @Nullable String querySet, @Nullable Long documents, long buckets,
		@Nullable BackupOwner owner, State state) {

	/**
	 * How far a backup can be trusted without reading it.
	 */
	public enum State {

		/** It was finished. */
		COMPLETE,

		/**
		 * It was finished, but not when it says: that is in the future, after its file
		 * was written, or on another day than its name has.
		 */
		MISDATED,

		/** It was made by another tool, which does not say. */
		FOREIGN,

		/** It was never finished, or its end is damaged. It cannot be restored. */
		INCOMPLETE,

		/** It is there, but it cannot be read. */
		UNREADABLE

	}

}
