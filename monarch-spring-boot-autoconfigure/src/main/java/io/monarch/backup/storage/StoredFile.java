package io.monarch.backup.storage;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * A file in a store.
 *
 * @param name its name
 * @param size the bytes
 * @param modified when it was written
 */
public record StoredFile(String name, long size, Instant modified) {

	/**
	 * Return the day that the name says.
	 * @return the day in UTC, or {@code null} where the name is not that of a backup
	 */
	public @Nullable LocalDate day() {
		return BackupName.day(this.name);
	}

}
