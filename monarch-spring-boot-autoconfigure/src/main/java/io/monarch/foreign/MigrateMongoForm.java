package io.monarch.foreign;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.bson.BsonDocument;

/**
 * The history of migrate-mongo: a row for each file that was applied. Its fields are so
 * general that a document with any other field does not match.
 */
final class MigrateMongoForm implements ToolForm {

	private static final List<String> EXTENSIONS = List.of(".js", ".mjs", ".cjs", ".ts", ".mts", ".cts");

	private static final Set<String> FIELDS = Set.of("_id", "fileName", "appliedAt", "migrationBlock", "fileHash");

	private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z]{1,5}$");

	@Override
	public boolean fits(BsonDocument document) {
		String name = Fields.text(document, "fileName");
		return name != null && !name.isBlank() && Fields.time(document, "appliedAt") != null
				&& FIELDS.containsAll(document.keySet()) && Fields.isNumberOrNull(document, "migrationBlock")
				&& Fields.areTextsOrNull(document, "fileHash");
	}

	@Override
	public boolean isAkin(BsonDocument document) {
		return document.containsKey("migrationBlock");
	}

	@Override
	public List<ForeignEntry> decide(List<BsonDocument> documents) throws UnreadableEntry {
		Map<String, List<BsonDocument>> files = new LinkedHashMap<>();
		for (BsonDocument document : documents) {
			if (!fits(document)) {
				throw UnreadableEntry.ofForm(document);
			}
			files.computeIfAbsent(migration(name(document)), (key) -> new ArrayList<>()).add(document);
		}
		List<ForeignEntry> entries = new ArrayList<>();
		files.forEach((migration, rows) -> entries.add(entry(migration, rows)));
		entries.sort(Comparator.comparing(ForeignEntry::at, Comparator.nullsFirst(Comparator.naturalOrder()))
			.thenComparing(ForeignEntry::id));
		return List.copyOf(entries);
	}

	private static ForeignEntry entry(String migration, List<BsonDocument> rows) {
		BsonDocument newest = rows.stream().max(Comparator.comparing(MigrateMongoForm::at)).orElseThrow();
		List<String> names = new ArrayList<>(List.of(migration));
		rows.stream().map(MigrateMongoForm::name).forEach(names::add);
		// A file keeps its name when it is ported from JavaScript to TypeScript, or back.
		EXTENSIONS.forEach((extension) -> names.add(migration + extension));
		String why = (rows.size() > 1) ? "applied " + rows.size() + " times; Monarch does not run it again" : "applied";
		return new ForeignEntry(name(newest), null, Verdict.COMPLETED, why, rows.size() > 1, at(newest), null, null,
				null, List.copyOf(names), false);
	}

	private static String name(BsonDocument document) {
		return document.getString("fileName").getValue();
	}

	private static Instant at(BsonDocument document) {
		return Instant.ofEpochMilli(document.getDateTime("appliedAt").getValue());
	}

	/**
	 * Return the common part of the file names of a migration, independent of the
	 * language.
	 */
	private static String migration(String fileName) {
		return EXTENSION.matcher(fileName).replaceFirst("");
	}

}
