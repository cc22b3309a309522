package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;

import org.springframework.boot.ExitCodeGenerator;

/**
 * Thrown when migrations and other beans depend on each other.
 */
final class CyclicMigrations extends RuntimeException implements ExitCodeGenerator {

	private final int exitCode;

	CyclicMigrations(MonarchException cause) {
		super(cause.getMessage(), cause);
		this.exitCode = cause.kind().exitCode();
	}

	@Override
	public int getExitCode() {
		return this.exitCode;
	}

}
