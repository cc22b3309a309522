package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;

import io.monarch.environment.HistoryForm;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationStatus.Attempt;
import io.monarch.migration.MigrationStatus.Imported;
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

	/** Field: why it failed, for as long as it says the same as {@code error}. */
	static final String FAILURE = "failure";

	/** Field: the name of the application whose migration it is. */
	static final String APPLICATION = "application";

	/** Field: the name of the migration's class. */
	static final String CLASS = "class";

	/** Field: the version of a repeatable migration that the state is about. */
	static final String VERSION = "version";

	/**
	 * Check that a record can be understood, since acting on half of one could run a
	 * migration twice.
	 * @param document the document as it is stored
	 * @param collection the collection that it is in
	 */
	static MigrationRecord of(Document document, String collection) {
		if (document.get("format") instanceof Number format && format.intValue() > FORMAT) {
			throw unreadable(document, collection, "was written by a newer version of Monarch (format " + format + ")",
					"Use that version: this one would misread its history.");
		}
		if (!(document.get("_id") instanceof String) || !(document.get("state") instanceof String state)
				|| !HistoryForm.STATES.contains(state)) {
			throw unreadable(document, collection, "is malformed",
					"Correct the document, or delete it if the migration has to run again. If the collection holds "
							+ "other " + "data, set monarch.migration.collection to another name.");
		}
		if (document.get(VERSION) != null && text(document.get(VERSION)) == null) {
			throw unreadable(document, collection, "has a version that is not a string: " + document.get(VERSION),
					"Correct the field 'version', such as to \"1\", or remove it if the migration has to run again.");
		}
		return new MigrationRecord(document);
	}

	private static MonarchException unreadable(Document document, String collection, String what, String action) {
		return new MonarchException(Kind.BAD_INPUT, "The record of migration '" + document.get("_id")
				+ "' in the collection " + collection + " " + what + ".", action);
	}

	/**
	 * Whether it is about an import, and not about a migration.
	 */
	boolean isOfImport() {
		return this.document.get(ImportRecord.IMPORT) instanceof Document;
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

	/**
	 * The name of the application whose migration it is, where that is known.
	 */
	@Nullable String application() {
		return text(APPLICATION);
	}

	/**
	 * The name of the migration's class, where that is known.
	 */
	@Nullable String type() {
		return text(CLASS);
	}

	/**
	 * The version of a repeatable migration that the state is about. Earlier versions of
	 * Monarch, and those who insert a record, leave it out.
	 */
	@Nullable String version() {
		return text(VERSION);
	}

	@Nullable String error() {
		return (this.document.get("error") instanceof String error) ? error : null;
	}

	/**
	 * The stack trace of the error. A version that does not know it leaves it where it is
	 * when it writes another error.
	 */
	private @Nullable String trace() {
		return (this.document.get(FAILURE) instanceof Document failure && error() != null
				&& Objects.equals(failure.get("error"), error())) ? text(failure.get("trace")) : null;
	}

	MigrationStatus status(@Nullable MigrationDefinition definition) {
		MigrationStatus status = statusInHistory();
		if (definition == null) {
			return new MigrationStatus(status.id(), status.description(), MigrationState.MISSING, status.startedAt(),
					status.finishedAt(), status.duration(), status.error(), status.attempt(), null, null);
		}
		return new MigrationStatus(status.id(), definition.description(),
				definition.isToBeRepeated(this) ? MigrationState.NEW : status.state(), status.startedAt(),
				status.finishedAt(), status.duration(), status.error(), status.attempt(), null, definition.version());
	}

	/**
	 * The status as the history tells it, whether or not there is such a bean.
	 */
	MigrationStatus statusInHistory() {
		boolean marked = Boolean.TRUE.equals(this.document.get("marked"));
		// Marked as new: other versions have no such record, but know this one as
		// pending.
		MigrationState state = (marked && is(MigrationState.ROLLED_BACK)) ? MigrationState.NEW : state();
		Attempt attempt = new Attempt(state, isOfRollback(), isTransactional(), text("host"),
				text("applicationVersion"), marked, instant("markedAt"), text("markedBy"), trace(), imported(),
				version());
		return new MigrationStatus(id(), text("description"), state, instant("startedAt"), instant("finishedAt"),
				(this.document.get("durationMillis") instanceof Number millis) ? Duration.ofMillis(millis.longValue())
						: null,
				error(), attempt, null, null);
	}

	/**
	 * Where it was imported from, or {@code null}.
	 */
	@Nullable Imported imported() {
		return (this.document.get(ImportRecord.IMPORTED) instanceof Document origin)
				? new Imported(String.valueOf(origin.get("from")), String.valueOf(origin.get("collection")),
						String.valueOf(origin.get("id")), text(origin.get("author")))
				: null;
	}

	private @Nullable String text(String field) {
		return text(this.document.get(field));
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value instanceof String text) ? text : null;
	}

	private @Nullable Instant instant(String field) {
		return (this.document.get(field) instanceof Date date) ? date.toInstant() : null;
	}

}
