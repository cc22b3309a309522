package io.monarch.shell;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The name of a new file, derived from typed words.
 *
 * @param words the words
 */
record NewName(List<String> words) {

	/** An id has at most 200 characters, and a file name at most 255 bytes. */
	private static final int MAXIMUM_BYTES = 180;

	/**
	 * Take the words of a command.
	 * @param thing the named thing, for an error
	 */
	static NewName of(String thing, ParsedCommand command, CommandSpec usage) {
		String text = Normalizer.normalize(String.join(" ", command.words()), Normalizer.Form.NFC);
		List<String> words = Arrays.stream(text.split("[^\\p{L}\\p{Nd}]+")).filter((word) -> !word.isEmpty()).toList();
		// Characters that the JVM could not decode would be missing from the name.
		boolean decoded = text.indexOf('\ufffd') < 0;
		if (words.isEmpty() || !decoded
				|| String.join("_", words).getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
			throw ParsedCommand
				.invalid(thing + " needs a name of a few words of letters and digits, not '" + text + "'.", usage);
		}
		return new NewName(words);
	}

	/**
	 * Return the words in small letters.
	 */
	String joined(String separator) {
		return String.join(separator, this.words).toLowerCase(Locale.ROOT);
	}

	String camelCase() {
		return this.words.stream()
			.map((word) -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
			.collect(Collectors.joining());
	}

}
