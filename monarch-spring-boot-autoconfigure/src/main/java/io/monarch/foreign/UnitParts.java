package io.monarch.foreign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.monarch.foreign.Outcome.Row;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a history by migration: those of a unit, and those of the method before it,
 * which is a part of the same migration.
 *
 * @param <R> the rows
 */
final class UnitParts<R> {

	/** The type of the rows for the method before a unit. */
	static final String BEFORE = "BEFORE_EXECUTION";

	private static final String SUFFIX = "_before";

	private static final Comparator<ForeignEntry> ORDER = Comparator
		.comparing(ForeignEntry::at, Comparator.nullsFirst(Comparator.naturalOrder()))
		.thenComparing(ForeignEntry::id);

	private final Map<Key, List<R>> units = new LinkedHashMap<>();

	private final Map<Key, List<R>> before = new LinkedHashMap<>();

	/**
	 * Add a row.
	 * @param isBefore whether it is for the method before the unit according to its type,
	 * since the end of an id is not significant
	 */
	void add(String id, @Nullable String author, boolean isBefore, R row) {
		String unit = (isBefore && id.endsWith(SUFFIX)) ? id.substring(0, id.length() - SUFFIX.length()) : id;
		(isBefore ? this.before : this.units).computeIfAbsent(new Key(unit, author), (key) -> new ArrayList<>())
			.add(row);
	}

	/**
	 * Return the entry of the tool's own record.
	 */
	ForeignEntry ofTool(String id, @Nullable String author, String tool, Row row) {
		return new ForeignEntry(id, author, Verdict.IGNORED, tool + "'s own record", false, row.at(), row.duration(),
				row.type(), null, List.of(), false);
	}

	/**
	 * Return the entries in chronological order.
	 * @param own the tool's own records
	 * @param decide decides the outcome of the rows of one part
	 */
	List<ForeignEntry> entries(List<ForeignEntry> own, Function<List<R>, Outcome> decide) {
		Set<Key> keys = new HashSet<>(this.units.keySet());
		keys.addAll(this.before.keySet());
		Map<String, Integer> authors = new HashMap<>();
		keys.forEach((key) -> authors.merge(key.id(), 1, Integer::sum));
		List<ForeignEntry> entries = new ArrayList<>(own);
		for (Key key : keys) {
			List<R> rows = this.units.get(key);
			List<R> first = this.before.get(key);
			Outcome unit = (rows != null) ? decide.apply(rows) : null;
			boolean shared = authors.getOrDefault(key.id(), 1) > 1;
			if (first == null) {
				if (unit != null) {
					entries.add(entry(key, unit, shared));
				}
				continue;
			}
			Outcome both = both(unit, decide.apply(first));
			entries.add(entry(key, both, shared));
			Row row = (both.row() != null) ? both.row() : new Row(null, null, null, null);
			entries.add(new ForeignEntry(key.id() + SUFFIX, key.author(), Verdict.IGNORED,
					"a part of '" + key.id() + "'", false, row.at(), null, null, null, List.of(), false));
		}
		entries.sort(ORDER);
		return List.copyOf(entries);
	}

	/**
	 * Decide the outcome of a unit with a method before it.
	 */
	private static Outcome both(@Nullable Outcome unit, Outcome before) {
		if (unit != null && unit.verdict() == Verdict.COMPLETED) {
			return unit;
		}
		if (before.verdict() == Verdict.COMPLETED) {
			return Outcome.undecided("the part that runs before it was applied, but it was not", before.row());
		}
		if (unit != null && unit.verdict() == Verdict.UNDECIDED) {
			return unit;
		}
		if (before.verdict() == Verdict.UNDECIDED || before.verdict() == Verdict.FAILED) {
			return new Outcome(before.verdict(), "the part that runs before it: " + before.why(), before.warning(),
					before.row());
		}
		return (unit != null) ? unit : before;
	}

	private static ForeignEntry entry(Key key, Outcome outcome, boolean shared) {
		Row row = (outcome.row() != null) ? outcome.row() : new Row(null, null, null, null);
		return new ForeignEntry(key.id(), key.author(), outcome.verdict(), outcome.why(), outcome.warning(), row.at(),
				row.duration(), row.type(), row.error(), List.of(), shared);
	}

	private record Key(String id, @Nullable String author) {

	}

}
