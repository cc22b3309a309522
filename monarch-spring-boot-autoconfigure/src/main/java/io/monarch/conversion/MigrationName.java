package io.monarch.conversion;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
	 * @param given the words that were typed, or {@code null}
	 * @param time the prefix of the id if the change has no order
	 * @param taken the names of classes that are taken
	 * @param place the place of the change among others
	 */
	static MigrationName of(Change change, @Nullable List<String> given, String time, Set<String> taken, Place place) {
		List<String> order = order(change, time, place);
		List<String> words = (given != null) ? given : words(change, place);
		boolean repeated = words.size() >= order.size() && words.subList(0, order.size()).equals(order);
		List<String> rest = repeated ? words.subList(order.size(), words.size()) : words;
		String id = id(order, place) + (rest.isEmpty() ? "" : "_" + String.join("_", rest));
		String className = "M" + Stream.concat(order.stream(), rest.stream())
			.map((word) -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
			.collect(Collectors.joining());
		id = id.toLowerCase(Locale.ROOT);
		MigrationName name = new MigrationName(shorten(id), shorten(className));
		for (int i = 2; taken.contains(name.className()); i++) {
			name = new MigrationName(shorten(id) + "_" + i, shorten(className) + i);
		}
		return name;
	}

	private static List<String> order(Change change, String time, Place place) {
		List<String> order = new ArrayList<>(words(change.order()));
		List<String> ofSet = words(change.setOrder());
		if (order.isEmpty() && (ofSet.isEmpty() || place.sharesOrder())) {
			order.add(time);
		}
		else if (!comesBefore(order.isEmpty() ? ofSet.get(0) : order.get(0), time)) {
			order.add(0, "0");
		}
		if (place.sharesOrder()) {
			order.addAll(words(change.type().name()));
		}
		order.addAll(ofSet);
		if (place.ofSet() > 0) {
			order.add(String.valueOf(place.ofSet()));
		}
		return order;
	}

	/**
	 * A change unit that shares its order already has the name of its class.
	 */
	private static List<String> words(Change change, Place place) {
		if (place.sharesOrder() && change.setOrder().isEmpty()) {
			return List.of();
		}
		List<String> words = words(formerly(change));
		return words.isEmpty() ? words(change.type().name()) : words;
	}

	/**
	 * Return the id of a change, or an empty text if it is not known.
	 */
	static String formerly(Change change) {
		String id = new ChangeFinder.Literals(change.file()).value(change.annotation().attribute("id"));
		return (id != null) ? id : "";
	}

	/**
	 * Tell whether an id begins with an order.
	 */
	static boolean beginsWith(String id, String order) {
		String words = String.join("_", words(order)).toLowerCase(Locale.ROOT);
		String plain = id.replace("~", "") + "_";
		return plain.startsWith(words + "_") || plain.startsWith("0_" + words + "_");
	}

	private static String id(List<String> order, Place place) {
		AtomicInteger number = new AtomicInteger();
		return NUMBER.matcher(String.join("_", order))
			.replaceAll((match) -> place.apart().contains(number.getAndIncrement())
					? match.group().replaceAll("(?<=.)(?=.)", "~") : match.group());
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
	private static boolean comesBefore(String order, String other) {
		Matcher number = NUMBER.matcher(order);
		Matcher otherNumber = NUMBER.matcher(other);
		if (number.lookingAt() && otherNumber.lookingAt()) {
			int byNumber = new BigInteger(number.group()).compareTo(new BigInteger(otherNumber.group()));
			return (byNumber != 0) ? byNumber < 0 : order.compareTo(other) < 0;
		}
		return order.compareTo(other) < 0;
	}

	/**
	 * The place of a change among the others.
	 *
	 * @param apart the numbers of its order, by index, whose digits are written apart, so
	 * that they are compared as text
	 * @param sharesOrder whether another class has the same order
	 * @param ofSet the place of the change set among those of its class with the same
	 * order, or 0
	 */
	record Place(Set<Integer> apart, boolean sharesOrder, int ofSet) {

	}

}
