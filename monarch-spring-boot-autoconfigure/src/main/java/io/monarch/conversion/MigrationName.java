package io.monarch.conversion;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The id and the class of a migration that is converted from a change unit. The id begins
 * with the order of the change unit, so that the migrations keep their order, and all of
 * them come before those whose ids begin with a time.
 *
 * @param id the id
 * @param className the name of the class
 */
record MigrationName(String id, String className) {

	private static final int MAXIMUM_LENGTH = 120;

	private static final Pattern NUMBER = Pattern.compile("[0-9]+");

	/**
	 * Create a name.
	 * @param formerly its former id, or {@code null} if it is not known
	 * @param given the words that were typed, or {@code null}
	 * @param time the prefix of the id if the change has no order
	 * @param taken the names of classes that are taken
	 */
	static MigrationName of(Change change, @Nullable String formerly, @Nullable List<String> given, String time,
			Set<String> taken) {
		List<String> order = new ArrayList<>(words(change.order()));
		if (order.isEmpty()) {
			order.add(time);
		}
		else if (!comesBefore(order.get(0), time)) {
			order.add(0, "0");
		}
		List<String> words = (given != null) ? given
				: words((formerly != null && !words(formerly).isEmpty()) ? formerly : change.type().name());
		boolean repeated = words.size() >= order.size() && words.subList(0, order.size()).equals(order);
		List<String> all = new ArrayList<>(order);
		all.addAll(repeated ? words.subList(order.size(), words.size()) : words);
		String id = String.join("_", all).toLowerCase(Locale.ROOT);
		String className = "M" + all.stream()
			.map((word) -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
			.collect(Collectors.joining());
		MigrationName name = new MigrationName(shorten(id), shorten(className));
		for (int i = 2; taken.contains(name.className()); i++) {
			name = new MigrationName(shorten(id) + "_" + i, shorten(className) + i);
		}
		return name;
	}

	private static String shorten(String text) {
		return (text.length() > MAXIMUM_LENGTH) ? text.substring(0, MAXIMUM_LENGTH).replaceAll("_+$", "") : text;
	}

	/**
	 * Split a text into words of letters and digits, also between a lowercase and an
	 * uppercase letter.
	 */
	private static List<String> words(String text) {
		return Arrays.stream(text.split("[^\\p{L}\\p{Nd}]+|(?<=\\p{Ll})(?=\\p{Lu})"))
			.filter((word) -> !word.isEmpty())
			.toList();
	}

	/**
	 * Tell whether an order comes before another one, numbers compared as numbers.
	 */
	static boolean comesBefore(String order, String other) {
		Matcher number = NUMBER.matcher(order);
		Matcher otherNumber = NUMBER.matcher(other);
		if (number.lookingAt() && otherNumber.lookingAt()) {
			int byNumber = new BigInteger(number.group()).compareTo(new BigInteger(otherNumber.group()));
			return (byNumber != 0) ? byNumber < 0 : order.compareTo(other) < 0;
		}
		return order.compareTo(other) < 0;
	}

}
