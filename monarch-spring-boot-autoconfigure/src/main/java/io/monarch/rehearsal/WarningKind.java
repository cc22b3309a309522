package io.monarch.rehearsal;

/**
 * The kinds of problems that a rehearsal finds.
 */
public enum WarningKind {

	/** A unique index was built over documents with equal keys, which fails. */
	UNIQUE_INDEX_OVER_DUPLICATES,

	/** Existing documents violate a validator that the migration set. */
	VALIDATOR_VIOLATED,

	/** A transaction takes too long or changes too much for the server. */
	TRANSACTION_LIMIT,

	/** A command that reads a whole collection runs again and again. */
	SCAN_PER_DOCUMENT,

	/** An interrupted migration does not reach the same result when it runs again. */
	NOT_RESTARTABLE,

	/** A rollback does not restore the state before the migration. */
	INCOMPLETE_ROLLBACK,

	/** Values were removed or overwritten and are nowhere else. */
	VALUES_LOST,

	/** The migration tried to write to another database than its context's. */
	OTHER_DATABASE,

	/** The migration tried to write to Monarch's history or lock. */
	MONARCH_RECORDS,

	/** The used memory grows with the documents that are read. */
	MEMORY_GROWS,

	/** A collection with documents was dropped or overwritten. */
	COLLECTION_DROPPED,

	/** A new index duplicates another, or is a prefix of one. */
	REDUNDANT_INDEX,

	/** All documents of a collection were removed. */
	ALL_REMOVED,

	/** A second run changes what the first one left. */
	CHANGED_AGAIN,

	/** A new TTL index lets the server remove existing documents at once. */
	TTL_EXPIRES,

	/** Writes whose failure goes unnoticed. */
	UNACKNOWLEDGED,

	/** JavaScript that the server executes. */
	SERVER_JAVASCRIPT,

	/** A command for some documents reads the whole collection, since no index helps. */
	UPDATE_WITHOUT_INDEX,

	/** A document comes near to the limit of 16 MB, or exceeds it. */
	LARGE_DOCUMENT,

	/** Two runs on equal data have different results. */
	NOT_DETERMINISTIC

}
