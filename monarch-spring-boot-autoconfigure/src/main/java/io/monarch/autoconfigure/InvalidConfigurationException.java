package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;

import org.springframework.boot.ExitCodeGenerator;

/**
 * Something that is configured is wrong. It knows the exit code of the process, since a
 * context that could not be refreshed is not asked to map a failure to one.
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
