package io.monarch.queryset;

import java.util.List;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Paths}.
 */
class PathsTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{a: 1}                            | a     | {a: 'x'}
			{a: [{b: 1}, {b: 2}, 3]}          | a.b   | {a: [{b: 'x'}, {b: 'x'}, 3]}
			{a: [{b: 1}, {b: 2}]}             | a.0.b | {a: [{b: 'x'}, {b: 2}]}
			{a: [{b: [1, 2]}, {b: [3, 4]}]}   | a.b.1 | {a: [{b: [1, 'x']}, {b: [3, 'x']}]}
			{a: [1, 2]}                       | a.0   | {a: ['x', 2]}
			{a: [1, 2]}                       | a.2   | {a: [1, 2]}
			{a: [1, 2]}                       | a.00  | {a: [1, 2]}
			{a: [[1, 2], 3]}                  | a.0.1 | {a: [[1, 'x'], 3]}
			{a: [[1, 2], 3]}                  | a.0   | {a: [['x', 'x'], 3]}
			{a: {'0': 1, '1': 2}}                 | a.0   | {a: {'0': 'x', '1': 2}}
			{a: [3, {'0': 1}, {'0': 2}]}          | a.0   | {a: ['x', {'0': 'x'}, {'0': 'x'}]}
			{a: [{'0': {b: 1}, b: 2}, {b: 3}]}  | a.0.b | {a: [{'0': {b: 'x'}, b: 'x'}, {b: 3}]}
			""")
	void replaceWhenPathHasAPositionReplacesThatElement(String document, String path, String expected) {
		BsonValue replaced = Paths.replace(BsonDocument.parse(document), path, (value) -> new BsonString("x"));
		assertThat(replaced).isEqualTo(BsonDocument.parse(expected));
	}

	@Test
	void valuesWhenPathHasAPositionAreThoseThatTheServerFinds() {
		assertThat(values("{a: [{b: 1}, {b: 2}]}", "a.0.b")).containsExactly(1);
		assertThat(values("{a: [1, 2]}", "a.1")).containsExactly(2);
		assertThat(values("{a: [1, 2]}", "a.2")).isEmpty();
		assertThat(values("{a: [[{b: 1}], {b: 2}]}", "a.0.b")).containsExactly(1);
		assertThat(values("{a: [{'0': 1}, {'0': 2}]}", "a.1.0")).containsExactly(2);
		assertThat(values("{a: [7, {'0': 1}]}", "a.0")).containsExactly(7, 1);
		assertThat(values("{a: {'0': 1}}", "a.0")).containsExactly(1);
	}

	@Test
	void projectedWhenPathHasAPositionEndsBeforeIt() {
		assertThat(Paths.projected("a.b")).isEqualTo("a.b");
		assertThat(Paths.projected("a.0")).isEqualTo("a");
		assertThat(Paths.projected("a.b.10.c.0")).isEqualTo("a.b");
		assertThat(Paths.projected("0.b")).isEqualTo("0.b");
		assertThat(Paths.projected("a.0b.c")).isEqualTo("a.0b.c");
	}

	private static List<Integer> values(String document, String path) {
		return Paths.values(BsonDocument.parse(document), path)
			.stream()
			.map(BsonValue::asInt32)
			.map(BsonInt32::getValue)
			.toList();
	}

}
