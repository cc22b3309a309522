package io.monarch.autoconfigure;

import java.util.List;
import java.util.Map;

import io.monarch.environment.NearestName;
import io.monarch.foreign.ForeignTool;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.HistoryImportRequest;

/**
 * Parses {@code monarch.migration.foreign-history-from}.
 */
final class ForeignHistoryNames {

	private static final String PROPERTY = "monarch.migration.foreign-history-from";

	private ForeignHistoryNames() {
	}

	static List<HistoryImportRequest> parse(List<String> names, ForeignHistory policy) {
		if (!names.isEmpty() && policy == ForeignHistory.IGNORE) {
			throw new InvalidConfigurationException(
					PROPERTY + " is set, but monarch.migration.foreign-history is 'ignore'.",
					"Set monarch.migration.foreign-history to 'import' or 'refuse', or remove the other property.");
		}
		return names.stream().map(ForeignHistoryNames::parse).toList();
	}

	private static HistoryImportRequest parse(String name) {
		int colon = name.indexOf(':');
		String tool = (colon < 0) ? name : name.substring(0, colon);
		ForeignTool from = ForeignTool.of(tool)
			.orElseThrow(() -> new InvalidConfigurationException(
					PROPERTY + " has the value '" + name + "', but there is no tool '" + tool + "'."
							+ NearestName.question(tool, ForeignTool.options()),
					"Name one of " + String.join(", ", ForeignTool.options())
							+ ", with the collection of its history after a colon where it has another name than "
							+ "usual, such as mongock:changes."));
		String collection = (colon < 0) ? null : name.substring(colon + 1);
		if (collection != null && collection.isBlank()) {
			throw new InvalidConfigurationException(PROPERTY + " has the value '" + name + "', without a collection.",
					"Name the collection after the colon, or remove the colon.");
		}
		return new HistoryImportRequest(from, collection, Map.of());
	}

}
