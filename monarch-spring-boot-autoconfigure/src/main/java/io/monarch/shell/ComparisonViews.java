package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.Map;

import io.monarch.compare.CollectionComparison;
import io.monarch.compare.ComparisonExample;
import io.monarch.compare.ComparisonResult;
import io.monarch.transfer.PathDifference;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;

/**
 * The JSON of comparisons. Values are in relaxed extended JSON.
 */
final class ComparisonViews {

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

	private ComparisonViews() {
	}

	static Map<String, @Nullable Object> of(ComparisonResult result) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("a", result.a());
		shape.put("b", result.b());
		shape.put("equal", result.isEqual());
		shape.put("consistent", result.consistent());
		shape.put("collections", result.collections().stream().map(ComparisonViews::of).toList());
		shape.put("warnings", result.warnings());
		return shape;
	}

	private static Map<String, @Nullable Object> of(CollectionComparison collection) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("name", collection.name());
		shape.put("equal", collection.isEqual());
		shape.put("unit", collection.unit().name());
		shape.put("documentsA", collection.documentsA());
		shape.put("documentsB", collection.documentsB());
		shape.put("onlyA", collection.onlyA());
		shape.put("onlyB", collection.onlyB());
		shape.put("different", collection.different());
		shape.put("definitions", collection.definitions().stream().map(ComparisonViews::of).toList());
		shape.put("examples", collection.examples().stream().map(ComparisonViews::of).toList());
		return shape;
	}

	private static Map<String, @Nullable Object> of(PathDifference difference) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("path", difference.path());
		shape.put("a", value(difference.a()));
		shape.put("b", value(difference.b()));
		return shape;
	}

	private static Map<String, @Nullable Object> of(ComparisonExample example) {
		Map<String, @Nullable Object> shape = new LinkedHashMap<>();
		shape.put("_id", value(example.id()));
		shape.put("in", switch (example.presence()) {
			case ONLY_A -> "a";
			case ONLY_B -> "b";
			case BOTH -> "both";
		});
		shape.put("paths", example.paths().stream().map(PathDifference::path).toList());
		return shape;
	}

	private static @Nullable Object value(@Nullable BsonValue value) {
		return (value != null)
				? JsonParserFactory.getJsonParser().parseMap(new BsonDocument("v", value).toJson(JSON)).get("v") : null;
	}

}
