package io.monarch.autoconfigure;

import java.util.List;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.Console;
import io.monarch.shell.Errors;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Says in one or two lines why an application could not be started for a command.
 */
final class AdminFailure {

	private AdminFailure() {
	}

	static int report(Throwable failure, @Nullable ConfigurableApplicationContext context, Console console,
			boolean debug) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof MonarchException) {
				return Errors.report(cause, console, debug);
			}
		}
		FailureAnalysis analysis = analyze(failure, context);
		if (analysis == null) {
			return Errors.report(root(failure), console, debug);
		}
		Kind kind = isBadInput(failure) ? Kind.BAD_INPUT : Kind.FAILED;
		String action = (analysis.getAction() != null) ? oneLine(analysis.getAction()) : "Correct it and try again.";
		return Errors.report(new MonarchException(kind, oneLine(analysis.getDescription()), action, failure), console,
				debug);
	}

	/**
	 * Ask the analyzers that Spring Boot would ask.
	 */
	private static @Nullable FailureAnalysis analyze(Throwable failure,
			@Nullable ConfigurableApplicationContext context) {
		ArgumentResolver arguments = ArgumentResolver.none();
		if (context != null) {
			arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
				.and(Environment.class, context.getEnvironment());
		}
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, ex) -> {
				// One that needs more of a context than there is has nothing to say.
			}));
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyzer.analyze(failure);
			if (analysis != null) {
				return analysis;
			}
		}
		return null;
	}

	private static boolean isBadInput(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException) {
				return true;
			}
		}
		return false;
	}

	private static Throwable root(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	private static String oneLine(String text) {
		return text.strip().replaceAll("\\s*\\R\\s*", " ");
	}

}
