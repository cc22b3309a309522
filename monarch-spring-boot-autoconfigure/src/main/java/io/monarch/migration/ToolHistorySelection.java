package io.monarch.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.foreign.ToolHistories;
import io.monarch.foreign.ToolHistory;

/**
 * Selects the histories of other tools that belong to this application, by the names in
 * the configuration, or refuses to choose.
 */
final class ToolHistorySelection {

	private static final String IGNORE = "If it belongs to another application, set "
			+ "monarch.migration.foreign-history to 'ignore'.";

	private static final String NAME = " If it is imported at the start, name it in "
			+ "monarch.migration.foreign-history-from.";

	private final Environment environment;

	private final ForeignHistory policy;

	/** The histories in the configuration. */
	private final List<HistoryImportRequest> named;

	/** The histories that sources of migrations continue. */
	private final List<HistoryImportRequest> continued;

	ToolHistorySelection(Environment environment, ForeignHistory policy, List<HistoryImportRequest> named,
			List<HistoryImportRequest> continued) {
		this.environment = environment;
		this.policy = policy;
		this.named = named;
		this.continued = continued;
	}

	/**
	 * Select from the histories that were recognized.
	 * @param recognized the histories, in which named collections can be missing
	 * @return the histories to import first
	 * @throws MonarchException if they must not be imported, or if it is unclear which
	 */
	List<ToolHistory> select(List<ToolHistory> recognized) {
		List<ToolHistory> all = new ArrayList<>(recognized);
		// A named collection is a history whatever its documents look like.
		addCollections(this.named, all);
		addCollections(this.continued, all);
		all.removeIf((history) -> !history.isAnythingApplied());
		List<ToolHistory> own = ofThisApplication(all);
		if (own.isEmpty()) {
			return own;
		}
		boolean clear = this.named.isEmpty() ? own.size() == 1 : isEachNamed(own);
		if (this.policy == ForeignHistory.IMPORT && clear) {
			return own;
		}
		throw (own.size() > 1) ? several(this.environment, own) : refusal(own.get(0));
	}

	/**
	 * Return the named histories that were not imported yet, although Monarch has a
	 * history: an import of several can have been interrupted.
	 */
	List<ToolHistory> notImported(Map<String, MigrationRecord> history) {
		List<ToolHistory> left = new ArrayList<>();
		for (HistoryImportRequest each : this.named) {
			boolean imported = history.values()
				.stream()
				.filter(MigrationRecord::isOfImport)
				.anyMatch((record) -> ImportRecord.isOf(record, each));
			if (!imported) {
				find(each).stream().filter(ToolHistory::isAnythingApplied).forEach(left::add);
			}
		}
		return left;
	}

	private List<ToolHistory> find(HistoryImportRequest request) {
		List<ToolHistory> found = new ArrayList<>();
		if (request.collection() != null) {
			addCollections(List.of(request), found);
			return found;
		}
		ForeignHistories.ofTools(this.environment, ForeignHistories.collections(this.environment))
			.stream()
			.filter((history) -> isNamed(history, List.of(request)))
			.forEach(found::add);
		if (found.size() > 1) {
			throw several(this.environment, found);
		}
		return found;
	}

	private void addCollections(List<HistoryImportRequest> requests, List<ToolHistory> found) {
		for (HistoryImportRequest each : requests) {
			String collection = each.collection();
			if (collection != null && found.stream().noneMatch((history) -> history.collection().equals(collection))) {
				new ToolHistories(this.environment.mongoDatabase()).named(collection, each.from())
					.ifPresent(found::add);
			}
		}
	}

	/**
	 * Return the histories that can belong to this application: those that are named, if
	 * there is one. A source continues one history of its tool, so the others of that
	 * tool belong to other applications.
	 */
	private List<ToolHistory> ofThisApplication(List<ToolHistory> all) {
		List<ToolHistory> chosen = all.stream().filter((history) -> isNamed(history, this.named)).toList();
		if (!chosen.isEmpty()) {
			return chosen;
		}
		List<ToolHistory> own = new ArrayList<>(all);
		for (ToolHistory history : all) {
			if (isNamed(history, this.continued)) {
				own.removeIf((other) -> other.tool() == history.tool() && !other.equals(history));
			}
		}
		return own;
	}

	private static boolean isNamed(ToolHistory history, List<HistoryImportRequest> names) {
		return names.stream()
			.anyMatch((name) -> (name.from() == null || name.from() == history.tool())
					&& (name.collection() == null || name.collection().equals(history.collection())));
	}

	/**
	 * Tell whether each history has a name of its own in the configuration.
	 */
	private boolean isEachNamed(List<ToolHistory> histories) {
		return histories.stream()
			.allMatch((history) -> this.named.stream()
				.anyMatch((name) -> isNamed(history, List.of(name))
						&& histories.stream().filter((other) -> isNamed(other, List.of(name))).count() == 1));
	}

	/**
	 * Create the failure for several histories.
	 */
	static MonarchException several(Environment environment, List<ToolHistory> found) {
		String all = found.stream()
			.map((each) -> count(each) + " of " + each.tool().title() + " in collection '" + each.collection() + "'")
			.collect(Collectors.joining(", and "));
		String commands = found.stream()
			.map((each) -> "'monarch import-history " + environment.name() + " --from " + each.tool().option()
					+ (isOnly(each, found) ? "" : " --collection " + each.collection()) + "'")
			.collect(Collectors.joining(" and "));
		String property = found.stream()
			.map((each) -> each.tool().option() + (isOnly(each, found) ? "" : ":" + each.collection()))
			.collect(Collectors.joining(","));
		return new MonarchException(Kind.BAD_INPUT,
				"Environment " + environment.description() + " has more than one history of another tool: " + all
						+ ". Nothing was changed.",
				"Import those of this application, before anything runs: " + commands + "." + environment.nameHint()
						+ " To import them at the start, set monarch.migration.foreign-history=import and "
						+ "monarch.migration.foreign-history-from=" + property
						+ ", without those of other applications.");
	}

	private static boolean isOnly(ToolHistory history, List<ToolHistory> all) {
		return all.stream().filter((other) -> other.tool() == history.tool()).count() == 1;
	}

	private MonarchException refusal(ToolHistory found) {
		return new MonarchException(Kind.BAD_INPUT,
				"The history of environment " + this.environment.description() + " in collection '"
						+ this.environment.historyCollection() + "' is empty, but collection '" + found.collection()
						+ "' is a history of " + found.tool().title() + " with " + count(found)
						+ ". Nothing was changed, since everything that it has applied would run again.",
				"See what an import would record: 'monarch import-history " + this.environment.name() + " --dry-run'; "
						+ "then import it: 'monarch import-history " + this.environment.name() + "'."
						+ this.environment.nameHint() + (this.named.isEmpty() ? "" : NAME) + " " + IGNORE);
	}

	private static String count(ToolHistory history) {
		int size = history.size();
		return size + ((size == 1) ? " entry" : " entries");
	}

}
