package io.monarch.backup;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.archive.BackupSummary;
import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.StoredFile;

/**
 * Reads the entry of a backup from its end and its file, and checks its time.
 */
final class BackupLabel {

	/** The time by which the clock of the machine that created a backup can be ahead. */
	private static final Duration CLOCK_SKEW = Duration.ofHours(1);

	/** The same if a file system or a time zone is involved. */
	private static final Duration FILE_SKEW = Duration.ofDays(1);

	/** No backup is older: an earlier time is that of a clock that was never set. */
	private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");

	private BackupLabel() {
	}

	/**
	 * Read the entry of a file, which costs one small read.
	 */
	static BackupEntry read(BackupStorage storage, StoredFile file, Instant now) throws IOException {
		try (BackupFile opened = storage.open(file.name())) {
			BackupSummary summary = ArchiveSource.summary(opened);
			if (summary == null) {
				return without(file, ArchiveSource.isForeign(opened) ? State.FOREIGN : State.INCOMPLETE);
			}
			boolean dated = isPossible(summary.createdAt(), file, now);
			ProofRecord proof = ProofRecord.read(storage, opened);
			return new BackupEntry(file.name(), file.size(), dated ? summary.createdAt() : file.modified(),
					summary.environment(), summary.database(), summary.querySet(), summary.documents(),
					summary.buckets(), summary.owner(), dated ? State.COMPLETE : State.MISDATED, proof.proof(),
					proof.problem());
		}
	}

	/**
	 * Describe a file without a summary.
	 */
	static BackupEntry without(StoredFile file, State state) {
		return new BackupEntry(file.name(), file.size(), file.modified(), null, null, null, null, 0, null, state, null,
				null);
	}

	/**
	 * Tell whether the recorded time of a backup is possible.
	 */
	private static boolean isPossible(Instant createdAt, StoredFile file, Instant now) {
		return createdAt.isAfter(EARLIEST) && createdAt.isBefore(now.plus(CLOCK_SKEW))
				&& createdAt.isBefore(file.modified().plus(FILE_SKEW))
				&& (file.day() == null || LocalDate.ofInstant(createdAt, ZoneOffset.UTC).equals(file.day()));
	}

}
