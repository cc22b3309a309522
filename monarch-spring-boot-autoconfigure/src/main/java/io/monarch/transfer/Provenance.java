package io.monarch.transfer;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Where the collections of a source come from.
 *
 * @param operation what replaces a database by them
 * @param name the name of the environment or of the backup
 * @param environment the name of the environment that the data was read from, or
 * {@code null} where a backup does not say
 * @param database the name of the database, or {@code null} where a backup does not say
 * @param takenAt when a backup was made, or {@code null} where it does not say
 * @param querySet the name of the query set that picked a part, or {@code null}
 */
public record Provenance(Operation operation, String name, @Nullable String environment, @Nullable String database,
		@Nullable Instant takenAt, @Nullable String querySet) {

	/**
	 * What replaces a database.
	 */
	public enum Operation {

		/** A copy of another environment. */
		COPY,

		/** The restore of a backup. */
		RESTORE

	}

}
