package io.monarch.conversion;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.monarch.conversion.ChangeUnits.Target;
import io.monarch.environment.NaturalOrder;
import org.jspecify.annotations.Nullable;

/**
 * Names migrations so that they run in the order in which Mongock runs their change
 * units: by the order of the class as text, those without one last, then by the name of
 * the class, then by the order of the change set as text, then by the place in the
 * source. Mongock itself leaves the last one open.
 *
 * <p>
 * An id begins with the order. Where numbers of different length would be compared
 * differently as text, its digits are written apart, as in {@code 1~0}. Where several
 * classes have the same order, the name of the class follows it.
 */
final class ChangeOrder {

	private static final Comparator<Change> OF_CLASSES = Comparator
		.<Change, Boolean>comparing((change) -> change.order().isBlank())
		.thenComparing((change) -> change.order().isBlank() ? "" : change.order())
		.thenComparing((change) -> change.type().name());

	private static final Comparator<Change> OF_MONGOCK = OF_CLASSES.thenComparing(Change::setOrder);

	private static final Pattern CONVERTED = Pattern
		.compile("// Change '.*' of Mongock[\\s\\S]*?@Migration\\(\\s*id = \"([^\"]+)\"");

	private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

	private final List<Change> changes;

	private final Target target;

	private final Map<Change, String> plainIds = new HashMap<>();

	/** The migrations that were converted earlier, whose change units may be deleted. */
	private final List<Converted> converted = new ArrayList<>();

	/**
	 * Create for the changes of a package.
	 * @param changes the changes that are not converted, in the order of their sources
	 */
	ChangeOrder(List<Change> changes, Target target) {
		this.target = target;
		this.changes = List.copyOf(changes);
		for (String source : target.existing()) {
			Matcher matcher = CONVERTED.matcher(source);
			if (matcher.find()) {
				this.converted.add(new Converted(matcher.group(1), source));
			}
		}
	}

	/**
	 * Name the migration of a change.
	 * @param given the words that were typed, or {@code null}
	 * @param taken the names of classes that are taken
	 */
	MigrationName name(Change change, @Nullable List<String> given, Set<String> taken) {
		String own = plainId(change);
		Set<Integer> apart = new HashSet<>();
		for (Change other : this.changes) {
			numberThatDiffersAsText(own, plainId(other)).ifPresent(apart::add);
		}
		for (Converted other : this.converted) {
			numberThatDiffersAsText(own, other.id().replace("~", "")).ifPresent(apart::add);
		}
		return name(change, given, taken, apart);
	}

	private MigrationName name(Change change, @Nullable List<String> given, Set<String> taken, Set<Integer> apart) {
		return MigrationName.of(change, given, this.target.time(), taken,
				new MigrationName.Place(apart, sharesOrder(change), place(change)));
	}

	private String plainId(Change change) {
		return this.plainIds.computeIfAbsent(change, (each) -> name(each, null, Set.of(), Set.of()).id());
	}

	/**
	 * Return the index of the number that decides between two ids, if it would decide
	 * otherwise as text.
	 */
	private static Optional<Integer> numberThatDiffersAsText(String id, String other) {
		Matcher parts = PART.matcher(id);
		Matcher others = PART.matcher(other);
		for (int number = 0; parts.find() && others.find();) {
			String part = parts.group();
			String otherPart = others.group();
			boolean numbers = isNumber(part) && isNumber(otherPart);
			if (!part.equals(otherPart)) {
				int asNumbers = numbers ? new BigInteger(part).compareTo(new BigInteger(otherPart)) : 0;
				return (numbers && Integer.signum(part.compareTo(otherPart)) != asNumbers) ? Optional.of(number)
						: Optional.empty();
			}
			number += numbers ? 1 : 0;
		}
		return Optional.empty();
	}

	private static boolean isNumber(String part) {
		return part.charAt(0) >= '0' && part.charAt(0) <= '9';
	}

	/**
	 * Return notes about the order that a person should read: another class with the same
	 * order, or an order that the ids do not have.
	 */
	List<String> notes(Change change, String id) {
		List<String> notes = new ArrayList<>();
		for (Change other : ofSameOrder(change)) {
			Change first = isBefore(change, other) ? change : other;
			notes.add(change.type().name() + " and " + other.type().name() + " have "
					+ (change.order().isBlank() ? "no order" : "the same order '" + change.order() + "'")
					+ ". Mongock runs " + first.type().name() + " first, by the names of the classes.");
		}
		if (place(change) > 0) {
			notes.add("Several change sets of " + change.type().name() + " have the order '" + change.setOrder()
					+ "', for which Mongock has no rule. The migrations have the order of the source.");
		}
		for (Change other : this.changes) {
			if (!other.equals(change) && isBefore(change, other) != isBefore(id, name(other, null, Set.of()).id())) {
				notes.add("Mongock runs it " + (isBefore(change, other) ? "before" : "after") + " '" + label(other)
						+ "' of " + other.type().name()
						+ ", but the ids have the opposite order: change one of them if the order matters.");
				break;
			}
		}
		return notes;
	}

	private static String label(Change change) {
		String order = change.setOrder().isEmpty() ? change.order() : change.order() + " " + change.setOrder();
		return order.strip();
	}

	/**
	 * Tell whether another class has, or had, the same order.
	 */
	private boolean sharesOrder(Change change) {
		if (!ofSameOrder(change).isEmpty()) {
			return true;
		}
		List<String> ids = this.changes.stream()
			.filter((other) -> isOfSameClass(other, change))
			.map(MigrationName::formerly)
			.toList();
		return !change.order().isBlank() && this.converted.stream()
			.anyMatch((each) -> MigrationName.beginsWith(each.id(), change.order())
					&& ids.stream().noneMatch(each::isOf));
	}

	/**
	 * Return one change for each other class with the same order.
	 */
	private List<Change> ofSameOrder(Change change) {
		List<Change> equal = new ArrayList<>();
		for (Change other : this.changes) {
			if (other.order().equals(change.order()) && !isOfSameClass(other, change)
					&& equal.stream().noneMatch((each) -> isOfSameClass(each, other))) {
				equal.add(other);
			}
		}
		return equal;
	}

	/**
	 * Return the place of a change set among those of its class with the same order,
	 * which is 0 if there is no other.
	 */
	private int place(Change change) {
		List<Change> equal = this.changes.stream()
			.filter((other) -> isOfSameClass(other, change) && other.setOrder().equals(change.setOrder()))
			.toList();
		return (equal.size() > 1) ? equal.indexOf(change) + 1 : 0;
	}

	private static boolean isOfSameClass(Change one, Change another) {
		return one.type().equals(another.type());
	}

	private boolean isBefore(Change change, Change other) {
		int order = OF_MONGOCK.compare(change, other);
		return (order != 0) ? order < 0 : this.changes.indexOf(change) < this.changes.indexOf(other);
	}

	private static boolean isBefore(String id, String other) {
		return NaturalOrder.INSTANCE.compare(id, other) < 0;
	}

	/**
	 * A migration that was converted earlier.
	 *
	 * @param id its id
	 * @param source its source
	 */
	private record Converted(String id, String source) {

		boolean isOf(String formerly) {
			return this.source.contains("\"" + formerly + "\"") || this.source.contains("\"" + formerly + "@");
		}

	}

}
