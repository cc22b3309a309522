package io.monarch.backup.storage;

import java.time.Instant;
import java.time.LocalDate;

import org.jspecify.annotations.Nullable;

/**
 * A file in a store.
 *
 * @param name its name
 * @param size its size in bytes
 * @param modified the time of its last modification
 */
public record StoredFile(String name, long size, Instant modified) {

	/**
	 * Return the day in the name.
	 * @return the day in UTC, or {@code null} if the name is not that of a backup
	 */
	public @Nullable LocalDate day() {
		return BackupName.day(this.name);
	}

}
