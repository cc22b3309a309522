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
 * What the end of a backup and its file say, as far as both can be right.
 */
final class BackupLabel {

	/** By how much the clock of the machine that made a backup can be ahead. */
	private static final Duration CLOCK_SKEW = Duration.ofHours(1);

	/** The same where a file system or a time zone has its part in it. */
	private static final Duration FILE_SKEW = Duration.ofDays(1);

	/** Nothing made backups before: it is the time of a clock that was never set. */
	private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");

	private BackupLabel() {
	}

	/**
	 * Read what a file says, which costs one small read.
	 */
	static BackupEntry read(BackupStorage storage, StoredFile file, Instant now) throws IOException {
		try (BackupFile opened = storage.open(file.name())) {
			BackupSummary summary = ArchiveSource.summary(opened);
			if (summary == null) {
				return without(file, ArchiveSource.isForeign(opened) ? State.FOREIGN : State.INCOMPLETE);
			}
			boolean dated = isPossible(summary.createdAt(), file, now);
			return new BackupEntry(file.name(), file.size(), dated ? summary.createdAt() : file.modified(),
					summary.environment(), summary.database(), summary.querySet(), summary.documents(),
					summary.buckets(), summary.owner(), dated ? State.COMPLETE : State.MISDATED);
		}
	}

	/**
	 * Describe a file that says nothing.
	 */
	static BackupEntry without(StoredFile file, State state) {
		return new BackupEntry(file.name(), file.size(), file.modified(), null, null, null, null, 0, null, state);
	}

	/**
	 * Tell whether a backup can have been made when it says.
	 */
	private static boolean isPossible(Instant createdAt, StoredFile file, Instant now) {
		return createdAt.isAfter(EARLIEST) && createdAt.isBefore(now.plus(CLOCK_SKEW))
				&& createdAt.isBefore(file.modified().plus(FILE_SKEW))
				&& (file.day() == null || LocalDate.ofInstant(createdAt, ZoneOffset.UTC).equals(file.day()));
	}

}
