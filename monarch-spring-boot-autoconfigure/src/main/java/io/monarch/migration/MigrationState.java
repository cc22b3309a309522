package io.monarch.migration;

/**
 * The states that a migration can be in on an environment.
 */
public enum MigrationState {

	/** Not in the history, or not in this version: it is pending. */
	NEW,

	/** Begun and not ended: it is running or abandoned. */
	PROCESSING,

	/** It threw an exception. */
	FAILED,

	/** It is completed. */
	COMPLETED,

	/** It was rolled back, and is pending again. */
	ROLLED_BACK,

	/** In the history, but there is no such bean. */
	MISSING

}
