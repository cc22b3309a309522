package io.monarch.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;

/**
 * Creates the views of the final database with staging names, with their dependencies on
 * each other, including views that are kept if only a part is replaced. The server checks
 * their stages, collations, cycles and depth.
 */
final class ViewPreflight {

	private final Environment environment;

	private final CollectionOperations definitions;

	private final Staging staging;

	private final Retry retry;

	/** The staging names of the time series and views of the final database. */
	private final Map<String, String> shadows = new LinkedHashMap<>();

	ViewPreflight(Environment environment, MongoDatabase database, Staging staging) {
		this.environment = environment;
		this.definitions = new CollectionOperations(database);
		this.staging = staging;
		this.retry = new Retry(environment);
	}

	/**
	 * Require that the server accepts all views.
	 * @param collections the new collections
	 * @param some whether other collections of the database are kept
	 * @param there the current collections of the database
	 */
	void run(List<CollectionDefinition> collections, boolean some, Map<String, CollectionDefinition> there)
			throws InterruptedException {
		Map<String, CollectionDefinition> all = new HashMap<>(some ? there : Map.of());
		Set<String> replaced = new HashSet<>();
		for (CollectionDefinition collection : collections) {
			all.put(collection.name(), collection);
			replaced.add(collection.name());
		}
		List<CollectionDefinition> views = affected(all, replaced);
		if (views.isEmpty()) {
			return;
		}
		String nothing = this.staging.name();
		for (CollectionDefinition each : referenced(views, all)) {
			String name = shadow(each);
			this.retry.run(() -> Preflight.naming(this.environment, each, name, () -> {
				this.definitions.drop(name);
				this.definitions.create(name, each);
			}));
		}
		views.forEach(this::shadow);
		for (CollectionDefinition view : views) {
			// Missing collections keep their names, which the server checks; existing
			// ones may be old views, which the final database does not have.
			CollectionDefinition shadowed = Views.withReferences(view,
					(name) -> this.shadows.getOrDefault(name, there.containsKey(name) ? nothing : name));
			this.retry.run(() -> create(view, shadowed, !replaced.contains(view.name())));
		}
		// In reverse order, since others depend on it.
		List<String> names = new ArrayList<>(this.shadows.values());
		for (int i = names.size() - 1; i >= 0; i--) {
			String name = names.get(i);
			this.retry.run(() -> this.definitions.drop(name));
		}
	}

	private String shadow(CollectionDefinition collection) {
		return this.shadows.computeIfAbsent(collection.name(), (name) -> this.staging.name());
	}

	/**
	 * Return the new views, and those that are kept but depend on replaced collections or
	 * are used by them; each after its dependencies.
	 */
	private static List<CollectionDefinition> affected(Map<String, CollectionDefinition> all, Set<String> replaced) {
		Set<String> affected = new HashSet<>();
		Set<String> reached = new HashSet<>();
		for (CollectionDefinition view : all.values()) {
			if (view.kind() == Kind.VIEW) {
				if (replaced.contains(view.name())) {
					affected.add(view.name());
					reach(view, all, reached, (name) -> false);
				}
				else if (reach(view, all, new HashSet<>(), replaced::contains)) {
					affected.add(view.name());
					reach(view, all, reached, (name) -> false);
				}
			}
		}
		affected.addAll(reached);
		return Views.inOrder(all.values().stream().filter((each) -> affected.contains(each.name())).toList());
	}

	/**
	 * Collect the direct and transitive dependencies of a view.
	 * @return whether they include one of the given names
	 */
	private static boolean reach(CollectionDefinition view, Map<String, CollectionDefinition> all, Set<String> reached,
			Predicate<String> wanted) {
		boolean found = false;
		for (String name : Views.references(view)) {
			found |= wanted.test(name);
			CollectionDefinition below = all.get(name);
			if (reached.add(name) && below != null && below.kind() == Kind.VIEW) {
				found |= reach(below, all, reached, wanted);
			}
		}
		return found;
	}

	/**
	 * Return the time series on which views depend, and which the server treats as views.
	 */
	private static List<CollectionDefinition> referenced(List<CollectionDefinition> views,
			Map<String, CollectionDefinition> all) {
		Set<String> names = new HashSet<>();
		views.forEach((view) -> names.addAll(Views.references(view)));
		return all.values()
			.stream()
			.filter((each) -> each.kind() == Kind.TIME_SERIES && names.contains(each.name()))
			.toList();
	}

	private void create(CollectionDefinition view, CollectionDefinition shadowed, boolean stays) {
		String name = this.shadows.getOrDefault(view.name(), "");
		try {
			this.definitions.drop(name); // where the answer to the first try was lost
			this.definitions.create(name, shadowed);
			this.definitions.change(name, shadowed.options());
		}
		catch (MongoException ex) {
			if (Retry.passes(ex)) {
				throw ex;
			}
			EnvironmentException why = EnvironmentException.of(this.environment, ex);
			throw new MonarchException(why.kind(),
					"View '" + view.name() + "'"
							+ (stays ? " cannot remain next to the new collections. " : " cannot be created. ")
							+ withNames(String.valueOf(why.getMessage())),
					"Nothing was changed. Replace this view and those that it is on together, or drop it first.", ex);
		}
	}

	/**
	 * Replace staging names with the real names in a message of the server.
	 */
	private String withNames(String message) {
		String named = message;
		for (Map.Entry<String, String> each : this.shadows.entrySet()) {
			named = named.replaceAll(each.getValue() + "(?![0-9])",
					each.getKey().replace("\\", "\\\\").replace("$", "\\$"));
		}
		return named;
	}

}
