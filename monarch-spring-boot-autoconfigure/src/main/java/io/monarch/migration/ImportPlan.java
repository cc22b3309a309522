package io.monarch.migration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.Verdict;
import io.monarch.migration.EntryMatcher.Match;
import io.monarch.migration.HistoryImportResult.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The plan of an import, derived only from the entries, the migrations and the history.
 *
 * @param rows the decision about each entry
 * @param records the records to write; empty if an entry is undecided
 */
record ImportPlan(List<Entry> rows, List<Imported> records) {

	/**
	 * Derive the plan.
	 * @param entries the entries of the other history
	 * @param matcher finds their migrations
	 * @param history the records of Monarch's own history, by current ids
	 * @param decisions the decisions of an operator
	 * @throws MonarchException if a decision names no entry
	 */
	static ImportPlan of(List<ForeignEntry> entries, EntryMatcher matcher, Map<String, MigrationRecord> history,
			ImportDecisions decisions) {
		Map<ForeignEntry, MigrationDefinition> found = new LinkedHashMap<>();
		Map<MigrationDefinition, List<ForeignEntry>> groups = new LinkedHashMap<>();
		List<ForeignEntry> decided = new ArrayList<>();
		for (ForeignEntry entry : entries) {
			Match match = (entry.verdict() != Verdict.IGNORED) ? matcher.find(entry) : null;
			ForeignEntry after = decisions.decide(entry, match);
			decided.add(after);
			if (match != null) {
				found.put(after, match.definition());
				groups.computeIfAbsent(match.definition(), (key) -> new ArrayList<>()).add(after);
			}
		}
		Map<MigrationDefinition, Group> results = new HashMap<>();
		groups.forEach((definition, members) -> results.put(definition,
				Group.of(definition, members, history.get(definition.id()), decisions)));
		decisions.requireUsed(entries);
		List<Entry> rows = new ArrayList<>();
		Set<MigrationDefinition> extended = new HashSet<>();
		for (ForeignEntry entry : decided) {
			MigrationDefinition definition = found.get(entry);
			Group group = (definition != null) ? results.get(definition) : null;
			rows.add(row(entry, definition, group));
			if (group != null && definition != null && extended.add(definition)) {
				group.absent()
					.forEach((name) -> rows.add(new Entry(name, null, name, null, Verdict.UNDECIDED, definition.id(),
							"not in the history, unlike others that this migration replaces", false)));
			}
		}
		boolean undecided = rows.stream().anyMatch((row) -> row.verdict() == Verdict.UNDECIDED);
		List<Imported> records = undecided ? List.of()
				: groups.keySet()
					.stream()
					.flatMap((definition) -> Stream.ofNullable(results.get(definition)))
					.flatMap((group) -> Stream.ofNullable(group.record()))
					.toList();
		return new ImportPlan(List.copyOf(rows), records);
	}

	private static Entry row(ForeignEntry entry, @Nullable MigrationDefinition definition, @Nullable Group group) {
		Verdict verdict = entry.verdict();
		String why = entry.why();
		if (group != null) {
			verdict = group.verdict(entry);
			why = group.why(entry);
		}
		else if (verdict != Verdict.IGNORED) {
			verdict = Verdict.NO_MIGRATION;
			why = "no migration of this application; " + why;
		}
		return new Entry(entry.id(), entry.author(), entry.name(), entry.at(), verdict,
				(definition != null) ? definition.id() : null, why, entry.warning());
	}

	/**
	 * A record to write.
	 *
	 * @param definition the migration
	 * @param state {@code COMPLETED} or {@code FAILED}
	 * @param entries the entries that it is derived from
	 */
	record Imported(MigrationDefinition definition, MigrationState state, List<ForeignEntry> entries) {

	}

	/**
	 * All entries of one migration.
	 *
	 * @param definition the migration
	 * @param entries the entries
	 * @param recorded the existing record, or {@code null}
	 * @param absent the former ids of the migration that are not in the history, if
	 * others are applied
	 * @param partly whether only some of them are applied
	 */
	private record Group(MigrationDefinition definition, List<ForeignEntry> entries, @Nullable MigrationRecord recorded,
			List<String> absent, boolean partly) {

		static Group of(MigrationDefinition definition, List<ForeignEntry> entries, @Nullable MigrationRecord recorded,
				ImportDecisions decisions) {
			List<String> absent = new ArrayList<>();
			boolean applied = entries.stream().anyMatch((entry) -> entry.verdict() == Verdict.COMPLETED);
			boolean other = entries.stream().anyMatch((entry) -> entry.verdict() != Verdict.COMPLETED);
			for (String name : definition.formerly()) {
				if (!name.equals(definition.id()) && entries.stream().noneMatch((entry) -> entry.isNamed(name))) {
					Verdict accepted = decisions.ofAbsent(name);
					applied |= accepted == Verdict.COMPLETED;
					other |= accepted != Verdict.COMPLETED;
					if (accepted == null) {
						absent.add(name);
					}
				}
			}
			boolean partly = applied && other;
			boolean report = recorded == null && partly;
			return new Group(definition, entries, recorded, report ? List.copyOf(absent) : List.of(), report);
		}

		Verdict verdict(ForeignEntry entry) {
			if (this.recorded != null) {
				return (entry.verdict() == Verdict.UNDECIDED) ? Verdict.IGNORED : entry.verdict();
			}
			return this.partly ? Verdict.UNDECIDED : entry.verdict();
		}

		String why(ForeignEntry entry) {
			if (this.recorded != null) {
				return "already recorded as " + this.recorded.state() + ", which stays; " + entry.why();
			}
			return (this.partly && entry.verdict() != Verdict.UNDECIDED)
					? entry.why() + "; not all of the migrations that this one replaces are applied" : entry.why();
		}

		@Nullable Imported record() {
			if (this.recorded != null) {
				return null;
			}
			if (this.entries.stream().anyMatch((entry) -> entry.verdict() == Verdict.FAILED)) {
				return new Imported(this.definition, MigrationState.FAILED, this.entries);
			}
			return this.entries.stream().allMatch((entry) -> entry.verdict() == Verdict.COMPLETED)
					? new Imported(this.definition, MigrationState.COMPLETED, this.entries) : null;
		}

	}

}
