package io.monarch.environment;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A pattern of names, in which {@code *} matches any text and {@code ?} one character.
 * Names of environments contain neither.
 */
public final class Glob {

	private final String pattern;

	private final Pattern expression;

	private Glob(String pattern) {
		this.pattern = pattern;
		this.expression = Pattern.compile(pattern.chars().mapToObj((letter) -> switch (letter) {
			case '*' -> ".*";
			case '?' -> ".";
			default -> Pattern.quote(Character.toString(letter));
		}).collect(Collectors.joining()), Pattern.DOTALL);
	}

	/**
	 * Create a pattern. Without {@code *} and {@code ?}, it matches only itself.
	 * @param pattern the pattern
	 * @return the glob
	 */
	public static Glob of(String pattern) {
		return new Glob(pattern);
	}

	/**
	 * Tell whether a text is a pattern rather than a name.
	 * @param text the text
	 * @return whether it is
	 */
	public static boolean isGlob(String text) {
		return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
	}

	/**
	 * Tell whether a text is valid as a name of an environment or a pattern.
	 * @param text the text
	 * @return whether it is
	 */
	public static boolean isNameOrGlob(String text) {
		return Environment.isName(isGlob(text) ? text.replaceAll("[*?]+", "x") : text);
	}

	/**
	 * Tell whether a name matches.
	 * @param name the name
	 * @return whether it does
	 */
	public boolean matches(String name) {
		return this.expression.matcher(name).matches();
	}

	/**
	 * Return a question that suggests known names, whose beginning is compared with the
	 * text before the first {@code *} or {@code ?}.
	 * @param known the names that exist
	 * @return a question after a space, or an empty text if none is similar
	 */
	public String question(Collection<String> known) {
		String beginning = this.pattern.replaceFirst("[*?].*", "");
		List<String> nearest = NearestName.of(beginning, beginnings(beginning.length(), known))
			.map((begun) -> known.stream().filter((name) -> name.startsWith(begun)).sorted().toList())
			.orElse(List.of());
		return nearest.isEmpty() ? NearestName.question(this.pattern.replaceAll("[*?]", ""), known)
				: NearestName.question(nearest);
	}

	private static List<String> beginnings(int length, Collection<String> known) {
		return known.stream()
			.flatMap((name) -> IntStream.rangeClosed(Math.max(1, length - 1), length + 1)
				.filter((end) -> end <= name.length())
				.mapToObj((end) -> name.substring(0, end)))
			.distinct()
			.sorted(Comparator.comparing(String::length).reversed())
			.toList();
	}

	@Override
	public String toString() {
		return this.pattern;
	}

}
