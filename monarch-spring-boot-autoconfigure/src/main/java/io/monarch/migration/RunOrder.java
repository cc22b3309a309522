package io.monarch.migration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;

/**
 * The order in which pending migrations run: that of the ids, except that a migration
 * runs after all that it names in {@code after}, and that those in the background come
 * last.
 *
 * @param foreground the migrations that run before the application is ready
 * @param background the migrations that run afterwards
 */
record RunOrder(List<MigrationDefinition> foreground, List<MigrationDefinition> background) {

	/**
	 * Order pending migrations.
	 * @param pending the migrations, in the order of their ids
	 */
	static RunOrder of(List<MigrationDefinition> pending) {
		Map<String, MigrationDefinition> byId = new LinkedHashMap<>();
		pending.forEach((each) -> byId.put(each.id(), each));
		Set<MigrationDefinition> ordered = new LinkedHashSet<>();
		pending.stream().filter((each) -> !each.isInBackground()).forEach((each) -> add(each, byId, ordered));
		List<MigrationDefinition> foreground = List.copyOf(ordered);
		pending.forEach((each) -> add(each, byId, ordered));
		List<MigrationDefinition> all = new ArrayList<>(ordered);
		return new RunOrder(foreground, List.copyOf(all.subList(foreground.size(), all.size())));
	}

	/**
	 * Leave out migrations in the background that need one of those that failed.
	 */
	RunOrder without(Set<String> failed, List<MigrationDefinition> known) {
		return new RunOrder(this.foreground,
				this.background.stream()
					.filter((each) -> Collections.disjoint(needed(List.of(each), known), failed))
					.toList());
	}

	private static void add(MigrationDefinition definition, Map<String, MigrationDefinition> byId,
			Set<MigrationDefinition> ordered) {
		for (String id : definition.schedule().after()) {
			MigrationDefinition before = byId.get(id);
			if (before != null && !ordered.contains(before)) {
				add(before, byId, ordered);
			}
		}
		ordered.add(definition);
	}

	/**
	 * Return the ids that migrations need, directly or through others.
	 */
	static Set<String> needed(List<MigrationDefinition> by, List<MigrationDefinition> known) {
		Map<String, MigrationDefinition> byId = new HashMap<>();
		known.forEach((each) -> byId.put(each.id(), each));
		Set<String> needed = new HashSet<>();
		by.forEach((each) -> addNeeded(each, byId, needed));
		return needed;
	}

	private static void addNeeded(MigrationDefinition by, Map<String, MigrationDefinition> byId, Set<String> needed) {
		for (String id : by.schedule().after()) {
			MigrationDefinition definition = byId.get(id);
			if (needed.add(id) && definition != null) {
				addNeeded(definition, byId, needed);
			}
		}
	}

	/**
	 * Check that each {@code after} names a migration, and that none waits for itself.
	 */
	static void check(List<MigrationDefinition> known) {
		Map<String, MigrationDefinition> byId = new HashMap<>();
		known.forEach((each) -> byId.put(each.id(), each));
		for (MigrationDefinition each : known) {
			for (String id : each.schedule().after()) {
				if (!byId.containsKey(id)) {
					throw new MonarchException(Kind.BAD_INPUT,
							"Migration '" + each.id() + "' runs after '" + id + "', but there is no such migration."
									+ NearestName.question(id, List.copyOf(byId.keySet())),
							"Correct 'after' of its @Migration.");
				}
			}
			follow(each, byId, new ArrayList<>());
		}
	}

	private static void follow(MigrationDefinition definition, Map<String, MigrationDefinition> byId,
			List<String> path) {
		int start = path.indexOf(definition.id());
		path.add(definition.id());
		if (start >= 0) {
			throw new MonarchException(
					Kind.BAD_INPUT, "Migrations wait for each other: '"
							+ String.join("' after '", path.subList(start, path.size())) + "'.",
					"Remove one of them from 'after' of a @Migration.");
		}
		for (String id : definition.schedule().after()) {
			MigrationDefinition next = byId.get(id);
			if (next != null) {
				follow(next, byId, path);
			}
		}
		path.remove(path.size() - 1);
	}

}
