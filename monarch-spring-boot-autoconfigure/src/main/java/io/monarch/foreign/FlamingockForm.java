package io.monarch.foreign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.monarch.foreign.FlamingockRow.State;
import org.bson.BsonDocument;

/**
 * The history of Flamingock: one row for each state that a change has had.
 */
final class FlamingockForm implements ToolForm {

	private static final String OWN = "migration-mongock-to-flamingock-community";

	@Override
	public boolean fits(BsonDocument document) {
		String id = Fields.text(document, "changeId");
		return id != null && !id.isBlank() && document.containsKey("createdAt")
				&& Fields.text(document, "state") != null && document.containsKey("executionId")
				&& document.containsKey("type")
				&& Fields.areTextsOrNull(document, "executionId", "stageId", "author", "type", "invokedClass",
						"invokedMethod", "errorTrace", "txStrategy", "targetSystemId")
				&& Fields.time(document, "createdAt") != null && Fields.isNumberOrNull(document, "executionMillis")
				&& Fields.isTruthOrNull(document, "systemChange");
	}

	@Override
	public boolean isAkin(BsonDocument document) {
		return document.containsKey("invokedClass") || document.containsKey("txStrategy")
				|| (document.containsKey("changeId") && document.containsKey("createdAt"));
	}

	@Override
	public List<ForeignEntry> decide(List<BsonDocument> documents) throws UnreadableEntry {
		UnitParts<FlamingockRow> parts = new UnitParts<>();
		List<ForeignEntry> own = new ArrayList<>();
		Set<String> targets = new HashSet<>();
		Set<String> here = new HashSet<>();
		List<FlamingockRow> rows = new ArrayList<>();
		for (BsonDocument document : documents) {
			FlamingockRow row = row(document);
			if (row.isOwn()) {
				own.add(parts.ofTool(row.id(), row.author(), "Flamingock", row.common()));
				continue;
			}
			rows.add(row);
			if (row.target() != null) {
				targets.add(row.target());
				if ("TX_SHARED".equals(row.strategy())) {
					here.add(row.target()); // in one transaction with this history
				}
			}
		}
		boolean several = targets.size() > 1;
		rows.forEach((row) -> parts.add(row.id(), row.author(), row.before(), row));
		return parts.entries(own,
				(all) -> outcome(all, several && all.stream().anyMatch((row) -> row.isOutside(here))));
	}

	private FlamingockRow row(BsonDocument document) throws UnreadableEntry {
		if (!fits(document)) {
			throw UnreadableEntry.ofForm(document);
		}
		String id = document.getString("changeId").getValue();
		String state = document.getString("state").getValue();
		State known = State.of(state).orElse(null);
		if (known == null) {
			throw UnreadableEntry.ofState(id, state);
		}
		boolean system = Fields.isTrue(document, "systemChange");
		return new FlamingockRow(id, ForeignEntry.author(Fields.text(document, "author")), known,
				"MONGOCK_BEFORE".equals(Fields.text(document, "type")), Fields.text(document, "txStrategy"),
				Fields.text(document, "targetSystemId"), system || id.equals(OWN),
				new Outcome.Row(Fields.time(document, "createdAt"), Fields.millis(document, "executionMillis"),
						Fields.text(document, "invokedClass"),
						ErrorTrace.firstLine(Fields.text(document, "errorTrace"))));
	}

	private static Outcome outcome(List<FlamingockRow> rows, boolean elsewhere) {
		FlamingockRow newest = rows.stream()
			.max(Comparator.comparing(FlamingockRow::at).thenComparing(FlamingockRow::state))
			.orElseThrow();
		return elsewhere
				? Outcome.undecided("of the target system '" + newest.target() + "', which may be a different database",
						newest.common())
				: newest.outcome();
	}

}
