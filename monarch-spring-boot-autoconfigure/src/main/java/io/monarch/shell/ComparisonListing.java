package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.monarch.compare.CollectionComparison;
import io.monarch.compare.ComparisonExample;
import io.monarch.compare.ComparisonResult;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Text;
import io.monarch.transfer.PathDifference;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The text of a comparison: a row for each collection that differs, its definitions and
 * examples below, and a summary as the last line.
 */
final class ComparisonListing {

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

	private static final String INDENT = "  ";

	private final ComparisonResult result;

	private final Session session;

	private final List<String> below = new ArrayList<>();

	ComparisonListing(ComparisonResult result, Session session) {
		this.result = result;
		this.session = session;
	}

	void print() {
		Table table = new Table(Column.name("COLLECTION"), Column.number("IN A"), Column.number("IN B"),
				Column.number("ONLY A"), Column.number("ONLY B"), Column.number("DIFFERENT"),
				Column.number("DEFINITIONS"));
		for (CollectionComparison each : this.result.different()) {
			table.row(each.name(), count(each.documentsA()), count(each.documentsB()), Sizes.count(each.onlyA()),
					Sizes.count(each.onlyB()), Sizes.count(each.different()), Sizes.count(each.definitions().size()));
			explain(each);
		}
		if (!table.isEmpty()) {
			this.below.add("");
			this.below.add(summary());
			this.session.output().list(table, this.below);
		}
		else {
			this.session.output().result(summary());
		}
	}

	private static String count(@Nullable Long documents) {
		return (documents != null) ? Sizes.count(documents) : "-";
	}

	private void explain(CollectionComparison collection) {
		this.below.add("");
		String unit = switch (collection.unit()) {
			case DOCUMENTS -> "";
			case BUCKETS -> ", in buckets";
			case MEASUREMENTS -> ", in measurements";
		};
		this.below.add(collection.name() + unit);
		collection.definitions().forEach((each) -> add(describe(each)));
		collection.examples().forEach((each) -> add(describe(each)));
		long documents = collection.onlyA() + collection.onlyB() + collection.different();
		long shown = collection.examples().size();
		if (documents > shown) {
			add("and " + Sizes.count(documents - shown) + " more; --limit shows more examples");
		}
	}

	private void add(String line) {
		int width = Math.max(this.session.output().width() - INDENT.length(), 1);
		Text.wrap(Output.visible(line), width).forEach((each) -> this.below.add(INDENT + each));
	}

	private static String describe(PathDifference definition) {
		if (definition.path().isEmpty()) {
			BsonValue kind = (definition.a() != null) ? definition.a() : definition.b();
			return "only in " + ((definition.a() != null) ? "a" : "b") + ": "
					+ ((kind != null && kind.isString()) ? kind.asString().getValue() : "collection");
		}
		return definition.kind() == PathDifference.Kind.ORDER ? definition.path() + ": other order of fields"
				: definition.path() + ": " + PathDifference.shown(definition.a()) + " in a, "
						+ PathDifference.shown(definition.b()) + " in b";
	}

	private static String describe(ComparisonExample example) {
		String json = new BsonDocument("_id", example.id()).toJson(JSON);
		return json + ": " + switch (example.presence()) {
			case ONLY_A -> "only in a";
			case ONLY_B -> "only in b";
			case BOTH -> example.paths().isEmpty() ? "different" : "different in "
					+ example.paths().stream().map(ComparisonListing::path).collect(Collectors.joining(", "));
		};
	}

	private static String path(PathDifference difference) {
		String path = difference.path().isEmpty() ? "its bytes" : difference.path();
		return path + switch (difference.kind()) {
			case ONLY_A -> " (only in a)";
			case ONLY_B -> " (only in b)";
			case TYPE ->
				" (" + PathDifference.type(difference.a()) + " in a, " + PathDifference.type(difference.b()) + " in b)";
			case ORDER -> " (order of fields)";
			case VALUE -> "";
		};
	}

	private String summary() {
		String sides = "a is '" + this.result.a() + "', b is '" + this.result.b() + "'";
		String consistency = this.result.consistent() ? "" : ", not consistent";
		int all = this.result.collections().size();
		return this.result.isEqual() ? "Equal: " + Sizes.count(all, "collection") + consistency + "; " + sides
				: "Different: " + this.result.different().size() + " of " + Sizes.count(all, "collection") + consistency
						+ "; " + sides;
	}

}
