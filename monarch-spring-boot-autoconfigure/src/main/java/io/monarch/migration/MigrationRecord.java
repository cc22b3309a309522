package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What the history holds about one migration.
 *
 * @param document the document as it is stored
 */
record MigrationRecord(Document document) {

	/** The version of the form of the documents. */
	static final int FORMAT = 1;

	private static final Set<String> STATES = Set.of("PROCESSING", "FAILED", "COMPLETED", "ROLLED_BACK");

	/**
	 * Check that the record can be understood, since acting on half of one could run a
	 * migration twice.
	 */
	MigrationRecord {
		if (document.get("format") instanceof Number format && format.intValue() > FORMAT) {
			throw unreadable(document, "was written by a newer version of Monarch (format " + format + ")",
					"Use that version: this one would misread its history.");
		}
		if (!(document.get("_id") instanceof String) || !(document.get("state") instanceof String state)
				|| !STATES.contains(state)) {
			throw unreadable(document, "is malformed",
					"Correct the document, or delete it when the migration has to run again.");
		}
	}

	private static MonarchException unreadable(Document document, String what, String action) {
		return new MonarchException(Kind.BAD_INPUT, "The record of migration '" + document.get("_id")
				+ "' in the collection " + MigrationHistory.COLLECTION + " " + what + ".", action);
	}

	String id() {
		return this.document.getString("_id");
	}

	MigrationState state() {
		return MigrationState.valueOf(this.document.getString("state"));
	}

	boolean is(MigrationState state) {
		return state() == state;
	}

	/**
	 * Whether it was {@code rollback} that began last, and not {@code migrate}.
	 */
	boolean isOfRollback() {
		return "rollback".equals(this.document.get("operation"));
	}

	/**
	 * Whether what was begun was done in a transaction, so that all or nothing of it is
	 * there.
	 */
	boolean isTransactional() {
		return Boolean.TRUE.equals(this.document.get("transactional"));
	}

	/**
	 * Whether it was written under the lease of a token.
	 */
	boolean isOf(long token) {
		return this.document.get("token") instanceof Number number && number.longValue() == token;
	}

	@Nullable String error() {
		return (this.document.get("error") instanceof String error) ? error : null;
	}

	MigrationStatus status(@Nullable MigrationDefinition definition) {
		MigrationStatus status = statusInHistory();
		return new MigrationStatus(status.id(), (definition != null) ? definition.description() : status.description(),
				(definition != null) ? status.state() : MigrationState.MISSING, status.startedAt(), status.finishedAt(),
				status.duration(), status.error());
	}

	/**
	 * The status as the history tells it, whether or not there is such a bean.
	 */
	MigrationStatus statusInHistory() {
		String description = (this.document.get("description") instanceof String text) ? text : null;
		return new MigrationStatus(id(), description, state(), instant("startedAt"), instant("finishedAt"),
				(this.document.get("durationMillis") instanceof Number millis) ? Duration.ofMillis(millis.longValue())
						: null,
				error());
	}

	private @Nullable Instant instant(String field) {
		return (this.document.get(field) instanceof Date date) ? date.toInstant() : null;
	}

}
