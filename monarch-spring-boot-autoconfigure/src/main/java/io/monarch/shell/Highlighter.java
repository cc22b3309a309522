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
 * Finds the names of environments in a line, which messages write between quotes, and
 * colours them by protection.
 */
final class Highlighter {

	/** What is quoted, which can be a command to type, and a name to prove with. */
	private static final Pattern NAMING = Pattern.compile("(?<!\\w)'[^']+'(?!\\w)|(?<=--confirm )[\\w.-]*\\w");

	private static final Pattern WORD = Pattern.compile("[^' :]+");

	/** Where no environment is known yet. */
	static final Highlighter NONE = new Highlighter(() -> {
		throw new IllegalStateException();
	});

	private final Supplier<Environments> environments;

	private @Nullable Map<String, Color> inks;

	/** What was known of the environments when their colours were found. */
	private @Nullable Object state;

	Highlighter(Supplier<Environments> environments) {
		this.environments = environments;
	}

	/**
	 * Return the colour of an environment.
	 * @param name the name of an environment, or of none
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
	 * A configuration that is wrong is what the line is about, and no reason for another
	 * error.
	 */
	private Map<String, Color> inks() {
		try {
			// A line is no reason to ask the sources.
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
	 * Return the colour of environments that are protected like this.
	 */
	static Color color(Protection protection) {
		return switch (protection) {
			case OPEN -> Color.GREEN;
			case GUARDED -> Color.RED;
			case READ_ONLY -> Color.CYAN;
		};
	}

}
