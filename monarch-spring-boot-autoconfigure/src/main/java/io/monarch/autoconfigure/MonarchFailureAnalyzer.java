package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Shows what Monarch says instead of a stack trace: before Spring Boot says something
 * about one of the causes, which names neither the environment nor the migration.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MonarchFailureAnalyzer extends AbstractFailureAnalyzer<MonarchException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MonarchException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
