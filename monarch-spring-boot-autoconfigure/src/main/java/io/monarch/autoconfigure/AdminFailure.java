package io.monarch.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.monarch.environment.Causes;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.ProcessFailure;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Describes for administrators why an application could not be started or prepared for a
 * command.
 */
final class AdminFailure {

	/** By name, since an application may not have the library. */
	private static final String YAML = "org.yaml.snakeyaml.";

	private static final Pattern MARK = Pattern.compile("line \\d+, column \\d+");

	private AdminFailure() {
	}

	/**
	 * Translate a failure of Spring or of the application.
	 * @param failure what was thrown
	 * @param context the context, or {@code null} if there is none yet
	 * @return the failure to report instead
	 */
	static RuntimeException translate(Throwable failure, @Nullable ConfigurableApplicationContext context) {
		Throwable root = failure;
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof MonarchException monarch) {
				return monarch;
			}
			root = cause;
		}
		Optional<MonarchException> bind = BindFailure.find(failure);
		if (bind.isPresent()) {
			return bind.get();
		}
		if (root.getClass().getName().startsWith(YAML)) {
			// The rest of the message quotes the file, which can hold a password.
			Matcher mark = MARK.matcher(String.valueOf(root.getMessage()));
			String place = mark.find() ? " (" + mark.group() + ")" : "";
			return new MonarchException(Kind.BAD_INPUT, "A YAML file of the configuration is malformed" + place + ".",
					"Correct the file.");
		}
		FailureAnalysis analysis = analyze(failure, context);
		if (analysis != null) {
			Kind kind = (root instanceof ConfigDataException) ? Kind.BAD_INPUT : Kind.FAILED;
			String action = (analysis.getAction() != null) ? oneLine(analysis.getAction())
					: "Correct it and try again.";
			return new MonarchException(kind, oneLine(analysis.getDescription()), action, failure);
		}
		MonarchException fatal = ProcessFailure.translate(failure);
		if (fatal != null) {
			return fatal;
		}
		String message = (root.getMessage() != null) ? ": " + oneLine(root.getMessage()) : "";
		String what = (context != null && context.isActive()) ? "A bean that the command needs cannot be created: "
				: "The application cannot be started: ";
		return new MonarchException(Kind.FAILED, what + root.getClass().getSimpleName() + message,
				"Add --debug for the stack trace.", failure);
	}

	/**
	 * Call the failure analyzers of Spring Boot.
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
				// An analyzer that needs more of the context than exists is skipped.
			}));
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyzer.analyze(failure);
			if (analysis != null) {
				return analysis;
			}
		}
		return null;
	}

	private static String oneLine(String text) {
		return FailureText.oneLine(text);
	}

}
