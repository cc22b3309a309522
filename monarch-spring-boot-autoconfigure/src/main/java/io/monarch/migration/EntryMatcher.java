package io.monarch.migration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.monarch.foreign.ForeignEntry;
import org.jspecify.annotations.Nullable;

/**
 * Finds the migration of an entry of another tool's history: by {@code formerly}, by its
 * id, or by the class that the tool recorded.
 */
final class EntryMatcher {

	private final Map<String, MigrationDefinition> byFormerId = new HashMap<>();

	private final Map<String, MigrationDefinition> byId = new HashMap<>();

	private final Map<String, MigrationDefinition> byType = new HashMap<>();

	/**
	 * Create for the migrations of an application.
	 * @param typeName returns the name of a migration's class, where it is known
	 */
	EntryMatcher(List<MigrationDefinition> definitions, Function<MigrationDefinition, @Nullable String> typeName) {
		Set<String> several = new HashSet<>();
		for (MigrationDefinition definition : definitions) {
			definition.formerly().forEach((id) -> this.byFormerId.put(id, definition));
			this.byId.put(definition.id(), definition);
			String type = typeName.apply(definition);
			if (type != null && this.byType.put(type, definition) != null) {
				several.add(type);
			}
		}
		several.forEach(this.byType::remove); // it does not tell which one
	}

	/**
	 * Find the migration of an entry, or {@code null}.
	 */
	@Nullable Match find(ForeignEntry entry) {
		MigrationDefinition exact = first(entry.qualifiedId());
		if (exact != null) {
			return new Match(exact, true);
		}
		MigrationDefinition named = first(entry.id());
		for (String alias : entry.aliases()) {
			named = (named != null) ? named : first(alias);
		}
		if (named == null && entry.type() != null) {
			int proxy = entry.type().indexOf("$$");
			named = this.byType.get((proxy > 0) ? entry.type().substring(0, proxy) : entry.type());
		}
		return (named != null) ? new Match(named, !entry.shared()) : null;
	}

	private @Nullable MigrationDefinition first(String name) {
		MigrationDefinition former = this.byFormerId.get(name);
		return (former != null) ? former : this.byId.get(name);
	}

	/**
	 * The migration of an entry.
	 *
	 * @param definition the migration
	 * @param certain whether it cannot be that of another author's entry with the same id
	 */
	record Match(MigrationDefinition definition, boolean certain) {

	}

}
