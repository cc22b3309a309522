package io.monarch.foreign;

/**
 * What an entry of another tool's history says about its migration.
 */
public enum Verdict {

	/** It was applied, so it never runs again. */
	COMPLETED,

	/** It failed and may be half done: a person decides. */
	FAILED,

	/** It is not applied, so it runs. */
	PENDING,

	/** It says nothing that Monarch has to know, such as a row of the tool itself. */
	IGNORED,

	/** It cannot be known, so that the user has to decide before anything is imported. */
	UNDECIDED,

	/** The application has no migration for it. */
	NO_MIGRATION

}
