package io.monarch.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.bson.BsonDocument;

/**
 * The history of the Python monarch, which has no times.
 */
final class MonarchPythonForm implements ToolForm {

	private static final Set<String> FIELDS = Set.of("_id", "key", "state", "_cls");

	private static final Set<String> STATES = Set.of("New", "Processing", "Failed", "Completed");

	@Override
	public boolean fits(BsonDocument document) {
		String key = Fields.text(document, "key");
		return key != null && !key.isBlank() && Fields.text(document, "state") != null
				&& FIELDS.containsAll(document.keySet());
	}

	@Override
	public boolean isAkin(BsonDocument document) {
		return false;
	}

	@Override
	public List<ForeignEntry> decide(List<BsonDocument> documents) throws UnreadableEntry {
		Map<String, List<String>> states = new LinkedHashMap<>();
		for (BsonDocument document : documents) {
			if (!fits(document)) {
				throw UnreadableEntry.ofForm(document);
			}
			String key = document.getString("key").getValue();
			String state = document.getString("state").getValue();
			if (!STATES.contains(state)) {
				throw UnreadableEntry.ofState(key, state);
			}
			states.computeIfAbsent(key, (each) -> new ArrayList<>()).add(state);
		}
		List<ForeignEntry> entries = new ArrayList<>();
		states.forEach((key, all) -> entries.add(entry(key, all)));
		return List.copyOf(entries);
	}

	private static ForeignEntry entry(String key, List<String> states) {
		// Reading the state of a migration writes a record.
		Set<String> known = new TreeSet<>(states);
		if (known.size() > 1) {
			known.remove("New");
		}
		String state = known.iterator().next();
		if (known.size() > 1) {
			return of(key, Verdict.UNDECIDED, "recorded as " + String.join(" and as ", known), false);
		}
		return switch (state) {
			case "Completed" -> of(key, Verdict.COMPLETED, "applied", false);
			case "New" -> of(key, Verdict.PENDING, "never run", false);
			case "Failed" -> of(key, Verdict.FAILED, "failed, so it may be half done", false);
			default -> of(key, Verdict.FAILED, "began and never ended, so it may be half done", false);
		};
	}

	private static ForeignEntry of(String key, Verdict verdict, String why, boolean warning) {
		List<String> aliases = key.endsWith(".py") ? List.of(key.substring(0, key.length() - 3)) : List.of(key + ".py");
		return new ForeignEntry(key, null, verdict, why, warning, null, null, null, null, aliases, false);
	}

}
