package io.monarch.migration;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.Verdict;
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
	 * Create a matcher for the migrations of an application.
	 * @param typeName returns the name of a migration's class, if it is known
	 * @param entries the entries of the history
	 */
	EntryMatcher(List<MigrationDefinition> definitions, Function<MigrationDefinition, @Nullable String> typeName,
			List<ForeignEntry> entries) {
		Set<String> several = typesOfSeveral(entries);
		for (MigrationDefinition definition : definitions) {
			definition.formerly().forEach((id) -> this.byFormerId.put(id, definition));
			this.byId.put(definition.id(), definition);
			// A migration of a source has the same id as in the other tool.
			String type = (definition.supply() == null) ? typeName.apply(definition) : null;
			if (type != null && this.byType.put(type, definition) != null) {
				several.add(type);
			}
		}
		several.forEach(this.byType::remove); // the class is ambiguous
	}

	/**
	 * Return the classes with several changes in the history: one of them may have been
	 * deleted from the code, and another added.
	 */
	private static Set<String> typesOfSeveral(List<ForeignEntry> entries) {
		Map<String, String> ids = new HashMap<>();
		Set<String> several = new HashSet<>();
		for (ForeignEntry entry : entries) {
			String type = type(entry);
			if (type != null && entry.verdict() != Verdict.IGNORED) {
				String other = ids.put(type, entry.id());
				if (other != null && !other.equals(entry.id())) {
					several.add(type);
				}
			}
		}
		return several;
	}

	private static @Nullable String type(ForeignEntry entry) {
		String type = entry.type();
		int proxy = (type != null) ? type.indexOf("$$") : -1;
		return (type != null && proxy > 0) ? type.substring(0, proxy) : type;
	}

	/**
	 * Return the migration of an entry, or {@code null}.
	 */
	@Nullable Match find(ForeignEntry entry) {
		Match match = match(entry);
		Supply supply = (match != null) ? match.definition().supply() : null;
		if (match == null || supply == null) {
			return match;
		}
		// For the other tool, the same id with another author is a different change.
		boolean same = Objects.equals(ForeignEntry.author(supply.migration().author()), entry.author());
		return same ? new Match(match.definition(), true) : null;
	}

	private @Nullable Match match(ForeignEntry entry) {
		MigrationDefinition exact = first(entry.qualifiedId());
		if (exact != null) {
			return new Match(exact, true);
		}
		MigrationDefinition named = first(entry.id());
		for (String alias : entry.aliases()) {
			named = (named != null) ? named : first(alias);
		}
		String type = type(entry);
		if (named == null && type != null) {
			named = this.byType.get(type);
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
	 * @param certain whether it cannot belong to another author's entry with the same id
	 */
	record Match(MigrationDefinition definition, boolean certain) {

	}

}
