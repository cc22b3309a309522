package io.monarch.mongock;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Warns of change units with the same order, whose names decide then.
 */
final class EqualOrders {

	private static final int NAMED = 3;

	private EqualOrders() {
	}

	/**
	 * Return a warning for each order that several classes, or several change sets of one
	 * class, have.
	 * @param units the change units that are about to run, in order
	 */
	static List<String> warnings(List<ChangeUnit> units) {
		Map<String, Set<String>> classes = new LinkedHashMap<>();
		Map<Class<?>, Map<String, List<String>>> sets = new LinkedHashMap<>();
		for (ChangeUnit unit : units) {
			classes.computeIfAbsent(ChangeUnitReader.order(unit.type()).strip(), (order) -> new LinkedHashSet<>())
				.add(unit.type().getName());
			if (unit.isChangeSet()) {
				sets.computeIfAbsent(unit.type(), (type) -> new LinkedHashMap<>())
					.computeIfAbsent(unit.order(), (order) -> new ArrayList<>())
					.add(unit.id());
			}
		}
		List<String> warnings = new ArrayList<>();
		classes.forEach((order, types) -> {
			if (types.size() > 1) {
				warnings.add(names(List.copyOf(types)) + " have "
						+ (order.isEmpty() ? "no order" : "the same order '" + order + "'")
						+ ", so the names of the classes decide, as with Mongock");
			}
		});
		sets.forEach((type, byOrder) -> byOrder.forEach((order, ids) -> {
			if (ids.size() > 1) {
				warnings.add("Change sets " + ids.stream().map((id) -> "'" + id + "'").collect(Collectors.joining(", "))
						+ " of " + type.getName() + " have the same order '" + order
						+ "', so their places in the source decide; Mongock has no rule");
			}
		}));
		return warnings;
	}

	private static String names(List<String> types) {
		return (types.size() <= NAMED) ? String.join(" and ", types)
				: String.join(", ", types.subList(0, NAMED)) + " and " + (types.size() - NAMED) + " more classes";
	}

}
