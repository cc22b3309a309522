package io.monarch.transfer;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The dependencies of views, which determine the order in which a server accepts them.
 */
final class Views {

	private Views() {
	}

	/**
	 * Return the names in its own database on which a view depends.
	 */
	static Set<String> references(CollectionDefinition view) {
		Set<String> names = new HashSet<>(Set.of(view.viewOn()));
		var unused = rename(pipeline(view), (name) -> {
			names.add(name);
			return name;
		});
		return names;
	}

	/**
	 * Return a view with renamed dependencies.
	 */
	static CollectionDefinition withReferences(CollectionDefinition view, Renaming renaming) {
		BsonDocument options = view.options().clone();
		options.put("viewOn", new BsonString(renaming.rename(view.viewOn())));
		options.put("pipeline", rename(pipeline(view), renaming));
		return new CollectionDefinition(view.name(), view.kind(), options, view.indexes(), view.uuid(),
				view.documents(), view.bytes());
	}

	private static BsonArray pipeline(CollectionDefinition view) {
		return view.options().getArray("pipeline", new BsonArray());
	}

	/**
	 * Rename collections only in stages, since a field may have the same name.
	 */
	private static BsonArray rename(BsonArray pipeline, Renaming renaming) {
		BsonArray renamed = new BsonArray();
		pipeline.forEach((stage) -> renamed.add(stage.isDocument() ? renameIn(stage.asDocument(), renaming) : stage));
		return renamed;
	}

	private static BsonDocument renameIn(BsonDocument stage, Renaming renaming) {
		BsonDocument renamed = new BsonDocument();
		stage.forEach((name, value) -> renamed.put(name, switch (name) {
			case "$lookup", "$graphLookup" -> renameIn("from", value, renaming);
			case "$unionWith" -> value.isString() ? name(value, renaming) : renameIn("coll", value, renaming);
			case "$facet" -> facets(value, renaming);
			default -> value;
		}));
		return renamed;
	}

	private static BsonValue renameIn(String field, BsonValue value, Renaming renaming) {
		if (!value.isDocument()) {
			return value;
		}
		BsonDocument renamed = value.asDocument().clone();
		if (renamed.isString(field)) {
			renamed.put(field, name(renamed.getString(field), renaming));
		}
		if (renamed.isArray("pipeline")) {
			renamed.put("pipeline", rename(renamed.getArray("pipeline"), renaming));
		}
		return renamed;
	}

	private static BsonValue facets(BsonValue value, Renaming renaming) {
		if (!value.isDocument()) {
			return value;
		}
		BsonDocument renamed = new BsonDocument();
		value.asDocument()
			.forEach((name, pipeline) -> renamed.put(name,
					pipeline.isArray() ? rename(pipeline.asArray(), renaming) : pipeline));
		return renamed;
	}

	private static BsonString name(BsonValue value, Renaming renaming) {
		return new BsonString(renaming.rename(value.asString().getValue()));
	}

	/**
	 * Order views so that each comes after its dependencies: the server compares their
	 * collations, and rejects cycles.
	 */
	static List<CollectionDefinition> inOrder(Collection<CollectionDefinition> views) {
		Map<String, CollectionDefinition> byName = new HashMap<>();
		views.stream().filter((each) -> each.kind() == Kind.VIEW).forEach((view) -> byName.put(view.name(), view));
		Map<String, Integer> depths = new HashMap<>();
		return byName.values()
			.stream()
			.sorted(Comparator.<CollectionDefinition>comparingInt((view) -> depth(view, byName, depths))
				.thenComparing(CollectionDefinition::name))
			.toList();
	}

	private static int depth(CollectionDefinition view, Map<String, CollectionDefinition> views,
			Map<String, Integer> depths) {
		Integer known = depths.get(view.name());
		if (known != null) {
			return known;
		}
		depths.put(view.name(), 0); // ends a cycle, which the server rejects
		int depth = 0;
		for (String name : references(view)) {
			CollectionDefinition other = views.get(name);
			depth = (other != null) ? Math.max(depth, 1 + depth(other, views, depths)) : depth;
		}
		depths.put(view.name(), depth);
		return depth;
	}

	/**
	 * Renames a collection.
	 */
	@FunctionalInterface
	interface Renaming {

		String rename(String name);

	}

}
