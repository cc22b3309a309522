package io.monarch.queryset;

import java.util.List;

import io.monarch.queryset.MaskedDocument.FieldMask;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Paths}.
 */
class PathsTests {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

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
			{'a.b': 1, a: {b: 2}}               | a.b   | {'a.b': 'x', a: {b: 'x'}}
			{a: {'b.c': 1, 'b.c.d': 2}}         | a.b.c | {a: {'b.c': 'x', 'b.c.d': 2}}
			{'': {a: 1}, 'a.': 2}               | .a    | {'': {a: 'x'}, 'a.': 2}
			{$a: 1, 'a$': {$b: 2}}              | a$.$b | {$a: 1, 'a$': {$b: 'x'}}
			""")
	void replaceWhenPathHasAPositionReplacesThatElement(String document, String path, String expected) {
		BsonValue replaced = Paths.replace(BsonDocument.parse(document), path, (value) -> new BsonString("x"));
		assertThat(replaced).isEqualTo(BsonDocument.parse(expected));
		RawBsonDocument written = MaskedDocument.of(new RawBsonDocument(BsonDocument.parse(document), CODEC),
				List.of(new FieldMask(path, (value) -> new BsonString("x"))));
		assertThat(written).isEqualTo(BsonDocument.parse(expected));
		assertThat(Paths.reaches(BsonDocument.parse(document), path))
			.isEqualTo(!BsonDocument.parse(document).equals(BsonDocument.parse(expected)));
	}

	@Test
	void masksOfOverlappingPathsAreMadeInTheirOrder() {
		RawBsonDocument document = new RawBsonDocument(BsonDocument.parse("{a: {b: 1, c: 2}}"), CODEC);
		FieldMask inner = new FieldMask("a.b", (value) -> new BsonString("x"));
		FieldMask outer = new FieldMask("a", (value) -> new BsonString(value.toString()));
		assertThat(MaskedDocument.of(document, List.of(inner, outer)).getString("a").getValue())
			.isEqualTo(BsonDocument.parse("{b: 'x', c: 2}").toString());
		assertThat(MaskedDocument.of(document, List.of(outer, inner)).getString("a").getValue())
			.isEqualTo(BsonDocument.parse("{b: 1, c: 2}").toString());
	}

	@Test
	void masksGoIntoTheScopeOfCode() {
		BsonDocument code = new BsonDocument("code",
				new BsonJavaScriptWithScope("f", BsonDocument.parse("{email: 'a'}")));
		RawBsonDocument masked = MaskedDocument.of(new RawBsonDocument(code, CODEC),
				List.of(new FieldMask("code.email", (value) -> new BsonString("x"))));
		assertThat(((BsonJavaScriptWithScope) masked.get("code")).getScope())
			.isEqualTo(BsonDocument.parse("{email: 'x'}"));
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
