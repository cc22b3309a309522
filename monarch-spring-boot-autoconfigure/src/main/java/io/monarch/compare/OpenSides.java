package io.monarch.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.transfer.CollectionDefinition;

/**
 * Both sides, open for reading.
 *
 * @param a the first side
 * @param b the second side
 */
record OpenSides(OpenSide a, OpenSide b) {

	OpenSide get(Side side) {
		return (side == Side.A) ? this.a : this.b;
	}

	boolean areConcurrent() {
		return this.a.isConcurrent() && this.b.isConcurrent();
	}

	boolean areConsistent() {
		return this.a.source().isConsistent() && this.b.source().isConsistent();
	}

	/**
	 * Require that at least one side has each collection that an option names.
	 */
	void requireKnown(ComparisonOptions options) {
		Set<String> known = new TreeSet<>(this.a.names());
		known.addAll(this.b.names());
		Set<String> named = new TreeSet<>(options.only());
		named.addAll(options.exclude());
		for (String name : named) {
			if (!known.contains(name)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"Neither side has a collection '" + name + "'." + NearestName.question(name, known),
						known.isEmpty() ? "Both sides are empty."
								: "The collections are " + String.join(", ", known) + ".");
			}
		}
	}

	/**
	 * Return the pairs, the largest first, since those that take longest should start
	 * early.
	 */
	List<CollectionPair> pairs() {
		Map<String, CollectionDefinition> inA = byName(this.a);
		Map<String, CollectionDefinition> inB = byName(this.b);
		Set<String> names = new TreeSet<>(inA.keySet());
		names.addAll(inB.keySet());
		List<CollectionPair> pairs = new ArrayList<>();
		names.forEach((name) -> pairs.add(new CollectionPair(name, inA.get(name), inB.get(name))));
		pairs.sort((left, right) -> Long.compare(right.both().bytes(), left.both().bytes()));
		return pairs;
	}

	private static Map<String, CollectionDefinition> byName(OpenSide side) {
		Map<String, CollectionDefinition> byName = new HashMap<>();
		side.source().collections().forEach((each) -> byName.put(each.name(), each));
		return byName;
	}

}
