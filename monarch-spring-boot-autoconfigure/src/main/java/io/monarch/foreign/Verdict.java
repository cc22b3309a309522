package io.monarch.foreign;

/**
 * The verdict of an entry in another tool's history about its migration.
 */
public enum Verdict {

	/** It was applied, so it never runs again. */
	COMPLETED,

	/** It failed and may be partly done: a person decides. */
	FAILED,

	/** It is not applied, so it runs. */
	PENDING,

	/** It is irrelevant for Monarch, such as a record of the tool itself. */
	IGNORED,

	/** It is unknown, so that the user has to decide before anything is imported. */
	UNDECIDED,

	/** The application has no migration for it. */
	NO_MIGRATION

}
