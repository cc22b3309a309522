package io.monarch.autoconfigure;

import java.util.List;

import io.monarch.environment.CleanLog;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * The property that disables admin mode, for processes that must never run commands. If
 * it is an environment variable, a system property or an argument, the word
 * {@code monarch} is an ordinary argument. The mode is chosen before files are read, so
 * if a file disables it, commands are refused.
 */
final class CommandLineSwitch {

	static final String PROPERTY = "monarch.command-line.enabled";

	private CommandLineSwitch() {
	}

	/**
	 * Tell whether admin mode is disabled for this process.
	 * @param properties the properties among the arguments
	 */
	static boolean isOff(List<String> properties) {
		StandardEnvironment environment = new StandardEnvironment();
		List<String> own = properties.stream()
			.filter((property) -> property.startsWith("--" + PROPERTY + "="))
			.toList();
		environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(own.toArray(String[]::new)));
		ConfigurationPropertySources.attach(environment);
		try {
			return !isOn(environment);
		}
		catch (BindException ex) {
			return false; // the command is refused with the name of the property
		}
	}

	/**
	 * Check that no file disables commands.
	 * @throws MonarchException if one does
	 * @throws BindException if the value is neither true nor false
	 */
	static void requireOn(Environment environment) {
		if (!isOn(environment)) {
			throw new MonarchException(Kind.REFUSED,
					"This application runs no commands: " + PROPERTY + " is false in its configuration.",
					"Start it without the argument '" + AdminMode.COMMAND + "', or remove the property.");
		}
	}

	/**
	 * Warn that a command is not run, in an application where the word is an ordinary
	 * argument.
	 */
	static void warn(SpringApplicationEvent event) {
		if (event instanceof ApplicationPreparedEvent && AdminArguments.of(event.getArgs()) != null) {
			CleanLog.of(CommandLineSwitch.class)
				.warn("The argument '" + AdminMode.COMMAND + "' runs no command, since " + PROPERTY
						+ " is false. The application ignores it and starts.");
		}
	}

	static boolean isOn(Environment environment) {
		return !Boolean.FALSE.equals(Binder.get(environment).bind(PROPERTY, Boolean.class).orElse(true));
	}

}
