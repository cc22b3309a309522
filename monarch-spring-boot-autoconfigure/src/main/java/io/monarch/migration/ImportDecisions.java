package io.monarch.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.Verdict;
import io.monarch.migration.EntryMatcher.Match;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of an operator about the entries of another tool's history: those of this
 * import, and those of earlier ones, which still hold.
 */
final class ImportDecisions {

	private final Map<String, Verdict> requested;

	private final Set<String> used = new HashSet<>();

	/** All decisions to keep, by the name of the entry. */
	private final Map<String, ImportDecision> kept = new TreeMap<>();

	/**
	 * Create for an import.
	 * @param requested the decisions of this import
	 * @param earlier those of earlier imports
	 * @param entries the entries of the history
	 * @throws MonarchException if a decision of this import is ambiguous
	 */
	ImportDecisions(Map<String, Verdict> requested, Collection<ImportDecision> earlier, List<ForeignEntry> entries) {
		this.requested = requested;
		earlier.forEach((decision) -> this.kept.put(decision.name(), decision));
		requireOneEach(entries);
	}

	private void requireOneEach(List<ForeignEntry> entries) {
		if (this.requested.isEmpty()) {
			return;
		}
		Map<String, List<ForeignEntry>> byName = new HashMap<>();
		entries.stream()
			.filter((entry) -> entry.verdict() != Verdict.IGNORED)
			.forEach((entry) -> byName.computeIfAbsent(entry.id(), (key) -> new ArrayList<>()).add(entry));
		this.requested.keySet().forEach((name) -> {
			List<ForeignEntry> named = byName.getOrDefault(name, List.of());
			if (named.size() > 1) {
				throw new MonarchException(Kind.BAD_INPUT,
						"'" + name + "' is the id of " + named.size() + " entries, of different authors.",
						"Name the author: '--accept " + named.get(0).qualifiedId() + "=completed'.");
			}
		});
	}

	/**
	 * Return the decision about a former id that is not in the history, or {@code null}.
	 */
	@Nullable Verdict ofAbsent(String name) {
		Verdict verdict = this.requested.get(name);
		if (verdict != null) {
			this.used.add(name);
			this.kept.put(name, ImportDecision.aboutAbsent(name, verdict));
			return verdict;
		}
		ImportDecision earlier = this.kept.get(name);
		return (earlier != null) ? earlier.as() : null;
	}

	/**
	 * Return an entry as it was decided.
	 * @param match its migration, or {@code null}
	 */
	ForeignEntry decide(ForeignEntry entry, @Nullable Match match) {
		if (entry.verdict() == Verdict.IGNORED) {
			return entry;
		}
		for (String name : names(entry)) {
			Verdict verdict = this.requested.get(name);
			if (verdict != null) {
				this.used.add(name);
				this.kept.remove(name);
				this.kept.put(ImportDecision.name(entry), ImportDecision.about(entry, verdict));
				return entry.with(verdict, "accepted as " + ImportDecision.text(verdict) + "; " + entry.why());
			}
		}
		ImportDecision earlier = this.kept.get(ImportDecision.name(entry));
		if (earlier != null && earlier.holdsFor(entry)) {
			return entry.with(earlier.as(),
					"accepted as " + ImportDecision.text(earlier.as()) + " in an earlier import; " + entry.why());
		}
		if (earlier != null) {
			this.kept.remove(earlier.name()); // the tool has changed the entry since
		}
		return (match != null && !match.certain()) ? entry.with(Verdict.UNDECIDED,
				"two authors have this id: name one in 'formerly' as '" + entry.qualifiedId() + "'") : entry;
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
	 * Require that each decision of this import names an entry.
	 */
	void requireUsed(List<ForeignEntry> entries) {
		for (String name : this.requested.keySet()) {
			if (!this.used.contains(name)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"There is no entry '" + name + "' in the history."
								+ NearestName.question(name, entries.stream().map(ForeignEntry::name).toList()),
						"See the old ids without '--accept', with '--dry-run'.");
			}
		}
	}

	/**
	 * Return all decisions to keep for later imports.
	 */
	List<ImportDecision> all() {
		return List.copyOf(this.kept.values());
	}

}
