package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.monarch.environment.Operator;
import io.monarch.foreign.ForeignEntry;
import io.monarch.foreign.ToolHistory;
import io.monarch.foreign.Verdict;
import io.monarch.migration.HistoryImportResult.Entry;
import io.monarch.migration.ImportPlan.Imported;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The documents that an import writes: the records of migrations, and one about the
 * import itself. That one keeps the entries without a migration. It is not a migration,
 * so it does not affect the order of new ones.
 */
final class ImportRecord {

	/** Field: the contents of the record of an import. No other record has it. */
	static final String IMPORT = "import";

	/** Field: the origin of an imported record. */
	static final String IMPORTED = "imported";

	/**
	 * Field: the records that the import writes, until all of them are written.
	 */
	static final String PLAN = "plan";

	private static final String WITHOUT_MIGRATION = "withoutMigration";

	private static final String ACCEPTED = "accepted";

	private static final String ID = "monarch:import:";

	private ImportRecord() {
	}

	/**
	 * Create the record of a migration.
	 * @param type the name of the migration's class, or {@code null}
	 */
	static Document of(Imported imported, ToolHistory source, MigratingApplication application, @Nullable String type,
			long token) {
		List<ForeignEntry> entries = imported.entries();
		Document record = new Document("_id", imported.definition().id()).append("state", imported.state().name())
			.append("operation", "migrate")
			.append("description", imported.definition().description())
			.append("transactional", false)
			.append("token", token)
			.append(MigrationRecord.APPLICATION, application.name())
			.append(MigrationRecord.CLASS, type)
			.append("format", MigrationRecord.FORMAT);
		if (imported.definition().version() != null) {
			// What was applied is not run again.
			record.append(MigrationRecord.VERSION, imported.definition().version());
		}
		appendTimes(record, entries);
		if (imported.state() == MigrationState.FAILED) {
			record.append("error",
					entries.stream()
						.filter((entry) -> entry.verdict() == Verdict.FAILED)
						.findFirst()
						.map((entry) -> Objects.requireNonNullElse(entry.error(), entry.why()))
						.orElseThrow());
		}
		return record.append(IMPORTED, origin(source, entries));
	}

	private static void appendTimes(Document record, List<ForeignEntry> entries) {
		Instant at = entries.stream()
			.map(ForeignEntry::at)
			.filter(Objects::nonNull)
			.max(Comparator.naturalOrder())
			.orElse(null);
		boolean timed = entries.stream().allMatch((entry) -> entry.duration() != null);
		Duration duration = timed ? entries.stream().map(ForeignEntry::duration).reduce(Duration.ZERO, Duration::plus)
				: null;
		if (at != null) {
			if (duration != null && entries.size() == 1) {
				record.append("startedAt", Date.from(at.minus(duration)));
			}
			record.append("finishedAt", Date.from(at));
		}
		if (duration != null) {
			record.append("durationMillis", duration.toMillis());
		}
	}

	private static Document origin(ToolHistory source, List<ForeignEntry> entries) {
		ForeignEntry first = entries.get(0);
		Document origin = new Document("from", source.tool().option()).append("collection", source.collection())
			.append("id", first.id())
			.append("author", first.author());
		if (entries.size() > 1) {
			origin.append("others",
					entries.stream()
						.skip(1)
						.map((entry) -> new Document("id", entry.id()).append("author", entry.author()))
						.toList());
		}
		return origin;
	}

	/**
	 * Create the record of an import.
	 */
	static Document ofImport(ToolHistory source, List<Entry> rows, List<ImportDecision> decisions, long token,
			Instant now) {
		List<Document> kept = rows.stream()
			.filter((row) -> row.verdict() == Verdict.NO_MIGRATION)
			.map((row) -> new Document("id", row.oldId()).append("author", row.author())
				.append("at", (row.at() != null) ? Date.from(row.at()) : null)
				.append("why", row.why()))
			.toList();
		return new Document("_id", id(source)).append("state", MigrationState.COMPLETED.name())
			.append("token", token)
			.append("format", MigrationRecord.FORMAT)
			.append("finishedAt", Date.from(now))
			.append(IMPORT,
					new Document("from", source.tool().option()).append("collection", source.collection())
						.append("by", Operator.current())
						.append(ACCEPTED, decisions.stream().map(ImportDecision::document).toList())
						.append(WITHOUT_MIGRATION, kept));
	}

	/**
	 * Tell whether the record of an import is unchanged.
	 */
	static boolean isSame(@Nullable MigrationRecord recorded, Document now) {
		return recorded != null && recorded.document().get(IMPORT) instanceof Document before
				&& now.get(IMPORT) instanceof Document after
				&& Objects.equals(before.get(WITHOUT_MIGRATION), after.get(WITHOUT_MIGRATION))
				&& Objects.equals(before.get(ACCEPTED), after.get(ACCEPTED));
	}

	static String id(ToolHistory source) {
		return ID + source.collection();
	}

	/**
	 * Return the record of an import that commits others: all readers of the history find
	 * them from then on, and the next holder of the lock writes them.
	 */
	static Document withPlan(Document record, List<Document> records) {
		Document about = new Document(record.get(IMPORT, Document.class)).append(PLAN, records);
		return new Document(record).append(IMPORT, about);
	}

	/**
	 * Return the entries that an import found no migration for: their ids, and their ids
	 * with their authors. Those that an operator accepted as pending are not among them.
	 */
	static Set<String> withoutMigration(MigrationRecord record) {
		Set<String> pending = pending(record).keySet();
		Set<String> names = new HashSet<>();
		for (Document entry : documents(record, WITHOUT_MIGRATION)) {
			String id = entry.getString("id");
			String qualified = id + "@" + Objects.requireNonNullElse(entry.getString("author"), "default_author");
			if (!pending.contains(id) && !pending.contains(qualified)) {
				names.add(id);
				names.add(qualified);
			}
		}
		return names;
	}

	/**
	 * Return the entries that an operator accepted as pending, with the times that they
	 * had then.
	 */
	private static Map<String, Instant> pending(MigrationRecord record) {
		Map<String, Instant> pending = new HashMap<>();
		decisions(record).stream()
			.filter((decision) -> decision.as() == Verdict.PENDING)
			.forEach((decision) -> pending.put(decision.name(),
					Objects.requireNonNullElse(decision.at(), Instant.EPOCH)));
		return pending;
	}

	/**
	 * Return the entries that an operator accepted as pending in any import.
	 */
	static Map<String, Instant> pending(Map<String, MigrationRecord> history) {
		Map<String, Instant> pending = new HashMap<>();
		history.values().forEach((record) -> pending.putAll(pending(record)));
		return pending;
	}

	/**
	 * Return the decisions of an operator in earlier imports.
	 */
	static List<ImportDecision> decisions(@Nullable MigrationRecord record) {
		return (record != null) ? documents(record, ACCEPTED).stream().map(ImportDecision::of).toList() : List.of();
	}

	/**
	 * Return the collection that an import has read.
	 */
	static String collection(MigrationRecord record) {
		return record.document().get(IMPORT, Document.class).getString("collection");
	}

	/**
	 * Tell whether an import has read a history.
	 */
	static boolean isOf(MigrationRecord record, HistoryImportRequest history) {
		Document about = record.document().get(IMPORT, Document.class);
		return (history.from() == null || history.from().option().equals(about.getString("from")))
				&& (history.collection() == null || history.collection().equals(about.getString("collection")));
	}

	/**
	 * Return the records that an import has committed and may not have written.
	 */
	static List<Document> plan(MigrationRecord record) {
		return documents(record, PLAN);
	}

	private static List<Document> documents(MigrationRecord record, String field) {
		return (record.document().get(IMPORT) instanceof Document about
				&& about.get(field) instanceof List<?> documents)
						? documents.stream().filter(Document.class::isInstance).map(Document.class::cast).toList()
						: List.of();
	}

}
