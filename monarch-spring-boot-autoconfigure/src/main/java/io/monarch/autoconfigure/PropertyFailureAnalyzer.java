package io.monarch.autoconfigure;

import io.monarch.environment.MonarchException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Says what is wrong with a property of Monarch, as admin mode does: before Spring Boot,
 * which would show the value. Properties of others are left to it.
 */
@Order(0)
final class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	/**
	 * The failure itself is left out of the analysis, since it can quote the value.
	 */
	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		MonarchException failure = BindFailure.ofMonarch(cause).orElse(null);
		return (failure != null) ? new FailureAnalysis(failure.getMessage(), failure.action(), failure) : null;
	}

}
