package io.monarch.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.ToolHistories;
import io.monarch.foreign.ToolHistory;
import io.monarch.foreign.ToolLocks;
import io.monarch.foreign.Verdict;
import io.monarch.migration.ImportPlan.Imported;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A planned import of another tool's history. The other history was read, and nothing was
 * written.
 */
final class HistoryImport {

	private final Environment environment;

	private final Migrations migrations;

	private final ToolHistory source;

	private final ImportDecisions decisions;

	private final Map<String, MigrationRecord> history;

	private final ImportPlan plan;

	private final List<String> warnings;

	private HistoryImport(Environment environment, Migrations migrations, ToolHistory source,
			Map<String, Verdict> accepted, Map<String, MigrationRecord> history, List<String> warnings) {
		this.environment = environment;
		this.migrations = migrations;
		this.source = source;
		this.history = history;
		this.warnings = warnings;
		MigrationBeans beans = migrations.beans();
		List<ForeignEntry> entries = source.entries();
		this.decisions = new ImportDecisions(accepted, ImportRecord.decisions(history.get(ImportRecord.id(source))),
				entries);
		this.plan = ImportPlan.of(entries, new EntryMatcher(beans.definitions(), beans::typeName, entries),
				FormerIds.resolve(beans.definitions(), history), this.decisions);
	}

	/**
	 * Plan the import of a requested history.
	 * @param history the records of Monarch's own history
	 * @throws MonarchException if there is no such history, if there are several, if one
	 * cannot be parsed, or if its tool is running
	 */
	static HistoryImport plan(Environment environment, Migrations migrations, HistoryImportRequest request,
			Map<String, MigrationRecord> history) {
		List<String> collections = ForeignHistories.collections(environment);
		ToolHistory source = find(environment, request, collections);
		return plan(environment, migrations, source, request.accepted(), history, collections);
	}

	/**
	 * Plan the import of a history that was found.
	 */
	static HistoryImport plan(Environment environment, Migrations migrations, ToolHistory source,
			Map<String, MigrationRecord> history) {
		return plan(environment, migrations, source, Map.of(), history, ForeignHistories.collections(environment));
	}

	private static HistoryImport plan(Environment environment, Migrations migrations, ToolHistory source,
			Map<String, Verdict> accepted, Map<String, MigrationRecord> history, List<String> collections) {
		ToolLocks locks = new ToolLocks(environment.mongoDatabase());
		List<String> warnings = new ArrayList<>(locks.requireFree(source, collections));
		// Read again: the tool may have ended between the first read and the read of its
		// lock.
		ToolHistory read = new ToolHistories(environment.mongoDatabase()).require(source.collection(), source.tool());
		List<String> unused = locks.requireFree(read, collections);
		ForeignHistories.ofTools(environment, collections)
			.stream()
			.filter((other) -> !other.collection().equals(source.collection()))
			.forEach((other) -> warnings.add("Collection '" + other.collection() + "' is a history of "
					+ other.tool().title() + " too. Import it before the next migration runs"));
		return new HistoryImport(environment, migrations, read, accepted, history, warnings);
	}

	private static ToolHistory find(Environment environment, HistoryImportRequest request, List<String> collections) {
		ForeignTool from = request.from();
		if (request.collection() != null) {
			return new ToolHistories(environment.mongoDatabase()).require(request.collection(), from);
		}
		List<ToolHistory> found = ForeignHistories.ofTools(environment, collections)
			.stream()
			.filter((each) -> from == null || each.tool() == from)
			.toList();
		if (found.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Environment " + environment.description() + " has no history of "
							+ ((from != null) ? from.title() : "another migration tool") + ".",
					"If its collection is not recognized, name it: 'monarch import-history " + environment.name()
							+ " --from " + ((from != null) ? from.option() : "<tool>") + " --collection <name>'.");
		}
		if (found.size() > 1) {
			throw ToolHistorySelection.several(environment, found);
		}
		return found.get(0);
	}

	/**
	 * Return the result of the import, or of a dry run.
	 */
	HistoryImportResult result() {
		return new HistoryImportResult(this.source.tool(), this.source.collection(), this.plan.records().size(),
				this.plan.rows(), this.warnings);
	}

	/**
	 * Require that nothing is undecided.
	 */
	HistoryImport requireDecided() {
		List<HistoryImportResult.Entry> undecided = result().undecided();
		if (!undecided.isEmpty()) {
			HistoryImportResult.Entry first = undecided.get(0);
			int more = undecided.size() - 1;
			throw new MonarchException(Kind.REFUSED,
					"The history of " + this.source.tool().title() + " in collection '" + this.source.collection()
							+ "' of environment " + this.environment.description() + " was not imported: entry '"
							+ first.name() + "'" + ((more > 0) ? " and " + more + " more" : "") + " cannot be decided ("
							+ first.why() + "). Nothing was changed.",
					"Look at the data, then decide each of them: 'monarch import-history " + this.environment.name()
							+ " --accept \"" + first.name() + "=completed\"', or '=pending'."
							+ this.environment.nameHint());
		}
		return this;
	}

	/**
	 * Return the records to write.
	 */
	List<Document> records(long token) {
		List<Document> records = new ArrayList<>();
		for (Imported imported : this.plan.records()) {
			records.add(ImportRecord.of(imported, this.source, this.migrations.settings().application(),
					this.migrations.beans().typeName(imported.definition()), token));
		}
		return records;
	}

	/**
	 * Return the record of the import itself, or {@code null} if nothing is imported and
	 * the existing one is the same.
	 */
	@Nullable Document record(long token) {
		MigrationRecord before = this.history.get(ImportRecord.id(this.source));
		Document record = ImportRecord.ofImport(this.source, this.plan.rows(), this.decisions.all(), token,
				ServerInfo.of(this.environment.mongoDatabase()).localTime());
		return (this.plan.records().isEmpty() && ImportRecord.isSame(before, record)) ? null : record;
	}

	/**
	 * Return the history after the import.
	 */
	Map<String, MigrationRecord> historyAfterwards() {
		Map<String, MigrationRecord> all = new LinkedHashMap<>(this.history);
		records(0).forEach((document) -> all.put(document.getString("_id"), new MigrationRecord(document)));
		return all;
	}

}
