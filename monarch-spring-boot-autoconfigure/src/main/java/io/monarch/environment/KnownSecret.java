package io.monarch.environment;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A secret of the configuration, which text can quote in several forms.
 *
 * @param value the secret
 * @param form matches it in every form
 */
record KnownSecret(String value, Pattern form) {

	/** A shorter word of letters and digits could be the name of anything. */
	private static final int MINIMUM_WORD_LENGTH = 8;

	private static final int MINIMUM_LENGTH = 4;

	/** Words that are common in messages. A password like these protects nothing. */
	private static final Set<String> USUAL = Set.of("password", "application", "localhost", "production", "development",
			"migration", "migrations", "environment", "database", "connection");

	private static final Map<Integer, String> SHORT_ESCAPES = Map.of((int) '\n', "n", (int) '\t', "t", (int) '\r', "r",
			(int) '\b', "b", (int) '\f', "f");

	private static final Map<Integer, String> ENTITIES = Map.of((int) '&', "amp", (int) '<', "lt", (int) '>', "gt",
			(int) '"', "quot", (int) '\'', "apos");

	KnownSecret(String value) {
		this(value, form(value));
	}

	/**
	 * Tell whether a secret can be distinguished from other words.
	 */
	static boolean isTellable(String secret) {
		boolean word = secret.codePoints().allMatch(Character::isLetterOrDigit);
		return !secret.isBlank() && secret.length() >= (word ? MINIMUM_WORD_LENGTH : MINIMUM_LENGTH)
				&& !USUAL.contains(secret.toLowerCase(Locale.ROOT));
	}

	String hide(String text, String replacement) {
		Matcher matcher = this.form.matcher(text);
		return matcher.find() ? matcher.replaceAll(Matcher.quoteReplacement(replacement)) : text;
	}

	/**
	 * Every character can be escaped or not, independently of the others.
	 */
	private static Pattern form(String value) {
		StringBuilder form = new StringBuilder();
		value.codePoints().forEach((character) -> {
			String raw = Character.toString(character);
			form.append("(?:\\\\{0,3}").append(Pattern.quote(raw));
			StringBuilder percent = new StringBuilder();
			for (byte unit : raw.getBytes(StandardCharsets.UTF_8)) {
				percent.append(String.format("%%(?:25)?(?i:%02x)", unit & 0xff));
			}
			form.append('|').append(percent);
			raw.chars()
				.mapToObj((unit) -> String.format("\\\\{1,2}u(?i:%04x)", unit))
				.reduce(String::concat)
				.ifPresent((unicode) -> form.append('|').append(unicode));
			form.append(String.format("|&#0*%d;|&#[xX]0*(?i:%x);", character, character));
			append(form, "|\\\\{1,2}", SHORT_ESCAPES.get(character), "");
			append(form, "|&", ENTITIES.get(character), ";");
			form.append((character == ' ') ? "|\\+)" : ")");
		});
		return Pattern.compile(form.toString());
	}

	private static void append(StringBuilder form, String before, @Nullable String name, String after) {
		if (name != null) {
			form.append(before).append(name).append(after);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof KnownSecret known && known.value.equals(this.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return "a secret";
	}

}
