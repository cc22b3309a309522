package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows what Monarch says instead of a stack trace.
 */
final class MonarchFailureAnalyzer extends AbstractFailureAnalyzer<MonarchException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MonarchException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
	}

}
