package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Analyzes failures of Monarch's properties, as in admin mode, before Spring Boot, which
 * would show the value. Other properties are left to Boot.
 */
@Order(0)
final class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	/**
	 * Omit the failure itself from the analysis, since it can quote the value.
	 */
	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		MonarchException failure = BindFailure.ofMonarch(cause).orElse(null);
		return (failure != null) ? new FailureAnalysis(failure.getMessage(), failure.action(), failure) : null;
	}

}
