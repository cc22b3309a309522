package io.monarch.backup;

import java.time.Instant;

import io.monarch.backup.archive.BackupOwner;
import org.jspecify.annotations.Nullable;

/**
 * A backup in a list.
 *
 * @param name its name
 * @param size its size in bytes
 * @param createdAt the time at which it was created, or that of its file if the backup
 * has no or no possible time
 * @param environment its environment, or {@code null} if it is not recorded
 * @param database the name of the database, or {@code null} if it is not recorded
 * @param querySet the name of the query set that selected a part of it, or {@code null}
 * if there is none or it is not recorded
 * @param documents the number of documents, or {@code null} if it is not recorded
 * @param buckets the number of these that are buckets of time series, if it is recorded
 * @param owner its application and hosts, or {@code null} if they are not recorded
 * @param state its state, as far as it is known without reading it
 * @param proof the last proof that it can be restored, or {@code null} if there is none
 * @param proofProblem why the record of a proof cannot be used, as a sentence that names
 * it, or {@code null}
 */
public record BackupEntry(String name, long size, Instant createdAt, @Nullable String environment,
		@Nullable String database, @Nullable String querySet, @Nullable Long documents, long buckets,
		@Nullable BackupOwner owner, State state, @Nullable Proof proof, @Nullable String proofProblem) {

	/**
	 * The state of a backup, as far as it is known without reading it.
	 */
	public enum State {

		/** It was finished. */
		COMPLETE,

		/**
		 * It was finished, but its recorded time is impossible: it is in the future,
		 * after its file was written, or on a different day than in its name.
		 */
		MISDATED,

		/** It was created by another tool, which does not record this. */
		FOREIGN,

		/** It was never finished, or its end is damaged. It cannot be restored. */
		INCOMPLETE,

		/** It exists, but it cannot be read. */
		UNREADABLE

	}

}
