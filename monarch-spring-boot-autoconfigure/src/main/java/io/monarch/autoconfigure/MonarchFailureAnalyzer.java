package io.monarch.autoconfigure;

import java.util.regex.Pattern;

import io.monarch.environment.ControlCharacters;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Shows Monarch's message instead of a stack trace, before Spring Boot analyzes one of
 * the causes, which names neither the environment nor the migration.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MonarchFailureAnalyzer extends AbstractFailureAnalyzer<MonarchException> {

	/** A command that names the application's own environment by its default name. */
	private static final Pattern DEFAULT_NAME = Pattern
		.compile("'monarch [^']*\\b" + Pattern.quote(Environment.DEFAULT_NAME) + "\\b");

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MonarchException cause) {
		String action = cause.action();
		String hint = Environment.defaultNameHint();
		if (DEFAULT_NAME.matcher(action).find() && !action.contains(hint)) {
			action += " " + hint;
		}
		return new FailureAnalysis(ControlCharacters.escape(String.valueOf(cause.getMessage())),
				ControlCharacters.escape(action), cause);
	}

}
