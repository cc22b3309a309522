package io.monarch.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.ForeignEntry;
import io.monarch.migration.MigrationStatus.Imported;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The former ids of migrations, which their records in Monarch's own history may still
 * have: a migration that was renamed, or that replaces several others, does not run
 * again.
 */
final class FormerIds {

	private FormerIds() {
	}

	/**
	 * Check that each former id belongs to only one migration.
	 * @throws MonarchException if one is named twice, or is the id of another migration
	 */
	static void check(List<MigrationDefinition> definitions) {
		Map<String, MigrationDefinition> byId = new HashMap<>();
		definitions.forEach((definition) -> byId.put(definition.id(), definition));
		Map<String, MigrationDefinition> former = new HashMap<>();
		for (MigrationDefinition definition : definitions) {
			for (String id : definition.formerly()) {
				if (id.isBlank()) {
					throw invalid("Migration '" + definition.id() + "' has an empty id in 'formerly'.",
							"Remove it, or name the id that the migration had before.");
				}
				MigrationDefinition other = former.put(id, definition);
				if (other != null && !other.id().equals(definition.id())) {
					throw invalid(
							"Two migrations were formerly '" + id + "': '" + other.id() + "' and '" + definition.id()
									+ "'.",
							"Remove it from 'formerly' of one of them. If two authors had this id, name the author: '"
									+ id + "@<author>'.");
				}
				if (byId.containsKey(id) && !id.equals(definition.id())) {
					throw invalid(
							"Migration '" + definition.id() + "' was formerly '" + id
									+ "', but that is the id of another migration.",
							"Remove the old migration, or remove its id from 'formerly'.");
				}
			}
		}
	}

	/**
	 * Return a history in which each record has the current id of its migration.
	 * @param known the migrations of the application
	 * @param history the records
	 */
	static Map<String, MigrationRecord> resolve(List<MigrationDefinition> known, Map<String, MigrationRecord> history) {
		if (known.stream().allMatch((definition) -> definition.formerly().isEmpty())) {
			return history;
		}
		Map<String, MigrationRecord> resolved = new LinkedHashMap<>(history);
		Set<String> today = known.stream().map(MigrationDefinition::id).collect(Collectors.toSet());
		for (MigrationDefinition definition : known) {
			Set<String> former = new HashSet<>();
			for (String name : definition.formerly()) {
				MigrationRecord record = find(name, history, today);
				String id = (record != null) ? record.id() : name;
				if (!id.equals(definition.id())) {
					former.add(id);
				}
			}
			List<MigrationRecord> records = former.stream().filter(history::containsKey).map(history::get).toList();
			if (records.isEmpty()) {
				continue;
			}
			if (!history.containsKey(definition.id())) {
				MigrationRecord record = together(definition, records, former.size());
				if (record != null) {
					resolved.put(definition.id(), record);
				}
			}
			former.forEach(resolved::remove);
		}
		return resolved;
	}

	/**
	 * Find the record of a former id, which can include an author in another tool. Such a
	 * record was imported with exactly this author, or was written by Monarch, which has
	 * only one migration with an id. It does not belong to a migration that has this id
	 * now.
	 */
	private static @Nullable MigrationRecord find(String name, Map<String, MigrationRecord> history,
			Set<String> today) {
		MigrationRecord record = history.get(name);
		for (int at = name.indexOf('@'); record == null && at > 0; at = name.indexOf('@', at + 1)) {
			MigrationRecord candidate = history.get(name.substring(0, at));
			Imported imported = (candidate != null) ? candidate.imported() : null;
			boolean sameAuthor = imported == null
					|| Objects.equals(imported.author(), ForeignEntry.author(name.substring(at + 1)));
			if (candidate != null && sameAuthor && !today.contains(name.substring(0, at))) {
				record = candidate;
			}
		}
		return record;
	}

	/**
	 * Combine the records of the former ids of a migration. Return {@code null} if none
	 * of them was applied.
	 */
	private static @Nullable MigrationRecord together(MigrationDefinition definition, List<MigrationRecord> records,
			int count) {
		List<MigrationRecord> applied = new ArrayList<>();
		for (MigrationRecord record : records) {
			if (record.is(MigrationState.FAILED) || record.is(MigrationState.PROCESSING)) {
				return as(definition, record);
			}
			if (record.is(MigrationState.COMPLETED)) {
				applied.add(record);
			}
		}
		if (applied.size() == count) {
			return as(definition, applied.get(applied.size() - 1));
		}
		if (applied.isEmpty()) {
			return null;
		}
		MigrationRecord partly = as(definition, applied.get(0));
		partly.document()
			.append("state", MigrationState.FAILED.name())
			.append("transactional", false)
			.append("error", "it replaces " + count + " migrations, of which " + applied.size()
					+ ((applied.size() == 1) ? " was" : " were") + " applied, such as '" + applied.get(0).id() + "'");
		return partly;
	}

	private static MigrationRecord as(MigrationDefinition definition, MigrationRecord record) {
		Document document = new Document(record.document()).append("_id", definition.id());
		if (definition.version() != null && record.version() == null) {
			document.append(MigrationRecord.VERSION, definition.version());
		}
		return new MigrationRecord(document);
	}

	private static MonarchException invalid(String message, String action) {
		return new MonarchException(Kind.BAD_INPUT, message, action);
	}

}
