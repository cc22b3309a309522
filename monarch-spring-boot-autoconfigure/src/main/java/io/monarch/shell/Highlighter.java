package io.monarch.shell;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.shell.terminal.Color;
import org.jspecify.annotations.Nullable;

/**
 * Finds the names of environments in a line, which messages quote, and colors them by
 * protection.
 */
final class Highlighter {

	/** Quoted text, which can be a command to type, and a name given as proof. */
	private static final Pattern NAMING = Pattern.compile("(?<!\\w)'[^']+'(?!\\w)|(?<=--confirm )[\\w.-]*\\w");

	private static final Pattern WORD = Pattern.compile("[^' :]+");

	/** A highlighter before any environment is known. */
	static final Highlighter NONE = new Highlighter(() -> {
		throw new IllegalStateException();
	});

	private final Supplier<Environments> environments;

	private @Nullable Map<String, Color> inks;

	/** The state of the environments when their colors were determined. */
	private @Nullable Object state;

	Highlighter(Supplier<Environments> environments) {
		this.environments = environments;
	}

	/**
	 * Return the color of an environment.
	 * @param name the name of an environment, or any other text
	 */
	synchronized Color ink(String name) {
		Object now = state();
		if (this.inks == null || this.state != now) {
			this.inks = inks();
			this.state = now;
		}
		return this.inks.getOrDefault(name, Color.PLAIN);
	}

	String highlight(String line) {
		return replace(NAMING, line, (naming) -> replace(WORD, naming, (word) -> ink(word).write(word)));
	}

	private static String replace(Pattern pattern, String text, UnaryOperator<String> replacement) {
		return pattern.matcher(text).replaceAll((match) -> Matcher.quoteReplacement(replacement.apply(match.group())));
	}

	private @Nullable Object state() {
		try {
			return this.environments.get().state();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Ignore an invalid configuration, which the line itself reports.
	 */
	private Map<String, Color> inks() {
		try {
			// A line must not cause calls of the sources.
			List<Environment> all = this.environments.get().loaded();
			return all.stream()
				.collect(Collectors.toMap(Environment::name,
						(environment) -> color(DatabaseProtection.configured(environment, all).protection())));
		}
		catch (RuntimeException ex) {
			return Map.of();
		}
	}

	/**
	 * Return the color of environments with a protection.
	 */
	static Color color(Protection protection) {
		return switch (protection) {
			case OPEN -> Color.GREEN;
			case GUARDED -> Color.RED;
			case READ_ONLY -> Color.CYAN;
		};
	}

}
