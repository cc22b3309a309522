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
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
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
	 * @param accepted the decisions of a person
	 * @throws MonarchException if a decision names no entry
	 */
	static ImportPlan of(List<ForeignEntry> entries, EntryMatcher matcher, Map<String, MigrationRecord> history,
			Map<String, Verdict> accepted) {
		Map<ForeignEntry, MigrationDefinition> found = new LinkedHashMap<>();
		Map<MigrationDefinition, List<ForeignEntry>> groups = new LinkedHashMap<>();
		Decisions decisions = Decisions.of(accepted, entries);
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
				Decisions decisions) {
			List<String> absent = new ArrayList<>();
			boolean applied = entries.stream().anyMatch((entry) -> entry.verdict() == Verdict.COMPLETED);
			boolean other = entries.stream().anyMatch((entry) -> entry.verdict() != Verdict.COMPLETED);
			for (String name : definition.formerly()) {
				if (!name.equals(definition.id()) && entries.stream().noneMatch((entry) -> entry.isNamed(name))) {
					Verdict accepted = decisions.of(name);
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

	/**
	 * The decisions of a person, by the name of the entry.
	 */
	private static final class Decisions {

		private final Map<String, Verdict> accepted;

		private final Set<String> used = new HashSet<>();

		private Decisions(Map<String, Verdict> accepted) {
			this.accepted = accepted;
		}

		static Decisions of(Map<String, Verdict> accepted, List<ForeignEntry> entries) {
			if (!accepted.isEmpty()) {
				Map<String, List<ForeignEntry>> byName = new HashMap<>();
				entries.stream()
					.filter((entry) -> entry.verdict() != Verdict.IGNORED)
					.forEach((entry) -> byName.computeIfAbsent(entry.id(), (key) -> new ArrayList<>()).add(entry));
				accepted.keySet().forEach((name) -> {
					List<ForeignEntry> named = byName.getOrDefault(name, List.of());
					if (named.size() > 1) {
						throw new MonarchException(Kind.BAD_INPUT,
								"'" + name + "' is the id of " + named.size() + " entries, of different authors.",
								"Name the author: '--accept " + named.get(0).qualifiedId() + "=completed'.");
					}
				});
			}
			return new Decisions(accepted);
		}

		@Nullable Verdict of(String name) {
			Verdict verdict = this.accepted.get(name);
			if (verdict != null) {
				this.used.add(name);
			}
			return verdict;
		}

		ForeignEntry decide(ForeignEntry entry, @Nullable Match match) {
			if (!this.accepted.isEmpty() && entry.verdict() != Verdict.IGNORED) {
				for (String name : names(entry)) {
					Verdict verdict = of(name);
					if (verdict != null) {
						return entry.with(verdict, "accepted as " + verdict.name().toLowerCase(java.util.Locale.ROOT)
								+ "; " + entry.why());
					}
				}
			}
			if (match != null && !match.certain()) {
				return entry.with(Verdict.UNDECIDED,
						"two authors have this id: name one in 'formerly' as '" + entry.qualifiedId() + "'");
			}
			return entry;
		}

		private static List<String> names(ForeignEntry entry) {
			List<String> names = new ArrayList<>(List.of(entry.qualifiedId()));
			if (!entry.shared()) {
				names.add(entry.id());
				names.addAll(entry.aliases());
			}
			return names;
		}

		/**
		 * Require that each decision names an entry.
		 */
		void requireUsed(List<ForeignEntry> entries) {
			for (String name : this.accepted.keySet()) {
				if (!this.used.contains(name)) {
					throw new MonarchException(Kind.BAD_INPUT,
							"There is no entry '" + name + "' in the history."
									+ NearestName.question(name, entries.stream().map(ForeignEntry::name).toList()),
							"See the old ids without '--accept', with '--dry-run'.");
				}
			}
		}

	}

}
