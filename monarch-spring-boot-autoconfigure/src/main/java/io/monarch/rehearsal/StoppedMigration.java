package io.monarch.rehearsal;

/**
 * Ends the code of a migration where it sends a command. It is an error, and not an
 * exception, so that the migration does not handle it: a process that is killed does not
 * either.
 */
final class StoppedMigration extends Error {

	private static final long serialVersionUID = 1L;

	StoppedMigration(String message) {
		super(message, null, false, false);
	}

}
