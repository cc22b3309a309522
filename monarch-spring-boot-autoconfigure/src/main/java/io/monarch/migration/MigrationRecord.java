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
 * The record of a migration in the history.
 *
 * @param document the stored document
 */
record MigrationRecord(Document document) {

	/** The version of the format of the documents. */
	static final int FORMAT = 1;

	/** Field: the reason of the failure, valid while it matches {@code error}. */
	static final String FAILURE = "failure";

	/** Field: the name of the application whose migration it is. */
	static final String APPLICATION = "application";

	/** Field: the name of the migration's class. */
	static final String CLASS = "class";

	/** Field: the version of a repeatable migration to which the state applies. */
	static final String VERSION = "version";

	/** Field: whether the next run of a failed batch migration continues it. */
	static final String CONTINUES = "continues";

	/** Field: whether it is a batch migration. */
	static final String BATCH = "batch";

	/** Field: whether it runs in the background. */
	static final String BACKGROUND = "background";

	/** Field: who paused a batch migration, and when. */
	static final String PAUSED = "paused";

	/**
	 * Check that a record is well-formed, since acting on a part of one could run a
	 * migration twice.
	 * @param document the stored document
	 * @param collection its collection
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
	 * Tell whether it is the record of an import and not of a migration.
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
	 * Tell whether the last attempt was {@code rollback} and not {@code migrate}.
	 */
	boolean isOfRollback() {
		return "rollback".equals(this.document.get("operation"));
	}

	/**
	 * Tell whether the last attempt ran in a transaction, so that either all or none of
	 * its changes exist.
	 */
	boolean isTransactional() {
		return Boolean.TRUE.equals(this.document.get("transactional"));
	}

	/**
	 * Tell whether it is of a batch migration that the next run continues: it was
	 * stopped, or failed for another reason than one of its documents.
	 */
	boolean isToBeContinued(MigrationDefinition definition) {
		return definition.batch()
				&& (is(MigrationState.PROCESSING) || Boolean.TRUE.equals(this.document.get(CONTINUES)));
	}

	/**
	 * Tell whether it is of a batch migration that is not completed, and so has
	 * positions.
	 */
	boolean hasPositions() {
		return isOfBatch() && (is(MigrationState.PROCESSING) || is(MigrationState.FAILED));
	}

	boolean isOfBatch() {
		return Boolean.TRUE.equals(this.document.get(BATCH));
	}

	/**
	 * Tell whether it is of a migration that runs in the background, so that no process
	 * may hold the lock for it at the moment.
	 */
	boolean isInBackground() {
		return Boolean.TRUE.equals(this.document.get(BACKGROUND));
	}

	/**
	 * Return who paused a batch migration, and when, or {@code null}.
	 */
	MigrationStatus.@Nullable Pause pause() {
		return (this.document.get(PAUSED) instanceof Document pause)
				? new MigrationStatus.Pause(String.valueOf(pause.get("by")),
						(pause.get("since") instanceof Date since) ? since.toInstant() : Instant.EPOCH)
				: null;
	}

	/**
	 * Tell whether it was written under the lease of a token.
	 */
	boolean isOf(long token) {
		return this.document.get("token") instanceof Number number && number.longValue() == token;
	}

	/**
	 * Return the name of the application whose migration it is, if that is known.
	 */
	@Nullable String application() {
		return text(APPLICATION);
	}

	/**
	 * Return the name of the migration's class, if that is known.
	 */
	@Nullable String type() {
		return text(CLASS);
	}

	/**
	 * Return the version of a repeatable migration to which the state applies. Records of
	 * earlier versions of Monarch, and those inserted manually, do not have it.
	 */
	@Nullable String version() {
		return text(VERSION);
	}

	@Nullable String error() {
		return (this.document.get("error") instanceof String error) ? error : null;
	}

	/**
	 * Return the stack trace of the error. A version that does not know this field does
	 * not remove it when it writes another error.
	 */
	private @Nullable String trace() {
		return (this.document.get(FAILURE) instanceof Document failure && error() != null
				&& Objects.equals(failure.get("error"), error())) ? text(failure.get("trace")) : null;
	}

	MigrationStatus status(@Nullable MigrationDefinition definition) {
		MigrationStatus status = statusInHistory();
		if (definition == null) {
			return new MigrationStatus(status.id(), status.description(), MigrationState.MISSING, status.startedAt(),
					status.finishedAt(), status.duration(), status.error(), status.attempt(), null, null,
					status.batch());
		}
		return new MigrationStatus(status.id(), definition.description(),
				definition.isToBeRepeated(this) ? MigrationState.NEW : status.state(), status.startedAt(),
				status.finishedAt(), status.duration(), status.error(), status.attempt(), null, definition.version(),
				status.batch());
	}

	/**
	 * Return the status according to the history, whether or not there is such a bean.
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
				error(), attempt, null, null,
				isOfBatch() ? new MigrationStatus.Batch(isInBackground(), 0, 0, pause()) : null);
	}

	/**
	 * Return the origin of an imported record, or {@code null}.
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
