package io.monarch.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.bson.BsonDocument;

/**
 * The history of Mongobee and of Mongock 3, 4 and 5. Later versions add fields.
 */
final class MongockForm implements ToolForm {

	private static final Set<String> STATES = Set.of("EXECUTED", "FAILED", "IGNORED", "ROLLED_BACK", "ROLLBACK_FAILED");

	private static final Set<String> SYSTEM_IDS = Set.of("system-change-00001", "system-change-00001_before",
			"mongock-legacy-migration", "mongock-legacy-migration_before");

	@Override
	public boolean fits(BsonDocument document) {
		String id = Fields.text(document, "changeId");
		String type = Fields.text(document, "type");
		return id != null && !id.isBlank() && document.containsKey("changeLogClass")
				&& !document.containsKey("invokedClass") && !document.containsKey("createdAt")
				&& Fields.areTextsOrNull(document, "author", "changeLogClass", "changeSetMethod", "executionId",
						"state", "executionHostname", "type", "errorTrace")
				&& Fields.isTimeOrNull(document, "timestamp") && Fields.isNumberOrNull(document, "executionMillis")
				&& Fields.isTruthOrNull(document, "systemChange")
				&& (type == null || type.equals("EXECUTION") || type.equals(UnitParts.BEFORE));
	}

	@Override
	public boolean isAkin(BsonDocument document) {
		return document.containsKey("changeLogClass") || document.containsKey("changeSetMethod")
				|| (document.containsKey("changeId") && document.containsKey("author"));
	}

	@Override
	public List<ForeignEntry> decide(List<BsonDocument> documents) throws UnreadableEntry {
		UnitParts<MongockRow> parts = new UnitParts<>();
		List<ForeignEntry> own = new ArrayList<>();
		for (BsonDocument document : documents) {
			if (!fits(document)) {
				throw UnreadableEntry.ofForm(document);
			}
			MongockRow row = row(document);
			if (row.state() != null && !STATES.contains(row.state())) {
				throw UnreadableEntry.ofState(row.id(), row.state());
			}
			if (isSystem(document, row)) {
				own.add(parts.ofTool(row.id(), row.author(), "Mongock", row.common()));
			}
			else {
				parts.add(row.id(), row.author(), UnitParts.BEFORE.equals(Fields.text(document, "type")), row);
			}
		}
		return parts.entries(own, MongockRow::outcome);
	}

	private static boolean isSystem(BsonDocument document, MongockRow row) {
		return Fields.isTrue(document, "systemChange")
				|| ("mongock".equals(row.author()) && SYSTEM_IDS.contains(row.id()));
	}

	private static MongockRow row(BsonDocument document) {
		return new MongockRow(document.getString("changeId").getValue(),
				ForeignEntry.author(Fields.text(document, "author")), Fields.text(document, "state"),
				new Outcome.Row(Fields.time(document, "timestamp"), Fields.millis(document, "executionMillis"),
						Fields.text(document, "changeLogClass"),
						ErrorTrace.firstLine(Fields.text(document, "errorTrace"))));
	}

}
