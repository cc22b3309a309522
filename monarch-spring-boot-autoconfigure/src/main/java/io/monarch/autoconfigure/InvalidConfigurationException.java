package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;

import org.springframework.boot.ExitCodeGenerator;

/**
 * Thrown for an invalid configuration. It provides the exit code of the process, since
 * Boot does not map failures to exit codes if the context was not refreshed.
 */
final class InvalidConfigurationException extends MonarchException implements ExitCodeGenerator {

	InvalidConfigurationException(String message, String action) {
		super(Kind.BAD_INPUT, message, action);
	}

	@Override
	public int getExitCode() {
		return kind().exitCode();
	}

}
