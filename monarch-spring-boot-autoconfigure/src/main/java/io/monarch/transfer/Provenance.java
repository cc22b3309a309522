package io.monarch.transfer;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The provenance of the collections of a source.
 *
 * @param operation the operation that replaces a database with them
 * @param name the name of the environment or of the backup
 * @param environment the name of the environment from which the data was read, or
 * {@code null} if a backup does not contain it
 * @param database the name of the database, or {@code null} if a backup does not contain
 * it
 * @param takenAt the time at which a backup was created, or {@code null} if it does not
 * contain that
 * @param querySet the name of the query set that selected a part, or {@code null}
 */
public record Provenance(Operation operation, String name, @Nullable String environment, @Nullable String database,
		@Nullable Instant takenAt, @Nullable String querySet) {

	/**
	 * The operations that replace a database.
	 */
	public enum Operation {

		/** A copy of another environment. */
		COPY,

		/** The restore of a backup. */
		RESTORE

	}

}
