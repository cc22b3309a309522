package io.monarch.transfer;

import java.util.List;

import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DefinitionComparison}.
 */
class DefinitionComparisonTests {

	@Test
	void betweenWhenServersListTheSameDifferentlyIsEmpty() {
		assertEqual("{}", "{capped: false, changeStreamPreAndPostImages: {enabled: false}}");
		assertEqual("{validator: {a: 1}}", "{validator: {a: 1}, validationLevel: 'strict', validationAction: 'error'}");
		assertEqual("{capped: true, size: 4096}", "{size: {$numberLong: '4000'}, capped: true}");
		assertEqual("{collation: {locale: 'de', version: '57.1'}}", "{collation: {locale: 'de', version: '153.1'}}");
		assertEqual("{timeseries: {timeField: 't', granularity: 'seconds', bucketMaxSpanSeconds: 3600}}",
				"{timeseries: {timeField: 't'}}");
	}

	@Test
	void betweenWhenIndexesAreListedDifferentlyIsEmpty() {
		assertThat(DefinitionComparison.between(
				indexed("{v: 2, key: {a: 1}, name: 'a_1', ns: 'x.y', background: true}"),
				indexed("{name: 'a_1', key: {a: {$numberDouble: '1.0'}}, v: 2, collation: {locale: 'simple'}}")))
			.isEmpty();
	}

	@Test
	void betweenWhenFieldsDifferReturnsTheirPaths() {
		assertPaths("{validator: {a: {$gt: 1}}}", "{validator: {a: {$gt: {$numberLong: '1'}}}}",
				"options.validator.a.$gt");
		assertPaths("{validator: {a: 1, b: 1}}", "{validator: {b: 1, a: 1}}", "options.validator.a");
		assertPaths("{capped: true, size: 4096, max: 5}", "{capped: true, size: 8192}", "options.max", "options.size");
		assertThat(DefinitionComparison.between(indexed("{v: 2, key: {a: 1, b: 1}, name: 'i'}"),
				indexed("{v: 2, key: {b: 1, a: 1}, name: 'i'}")))
			.extracting(PathDifference::path)
			.containsExactly("indexes.i.key.a");
		assertThat(DefinitionComparison.between(indexed("{v: 2, key: {a: 1}, name: 'i'}"),
				indexed("{v: 2, key: {a: 1}, name: 'j'}")))
			.extracting(PathDifference::describe)
			.containsExactly("indexes.i is {\"key\": {\"a\": 1}, \"name\": \"i\", \"v\": 2} instead of nothing",
					"indexes.j is nothing instead of {\"key\": {\"a\": 1}, \"name\": \"j\", \"v\": 2}");
	}

	private static void assertEqual(String a, String b) {
		assertThat(DefinitionComparison.between(options(a), options(b))).isEmpty();
	}

	private static void assertPaths(String a, String b, String... paths) {
		assertThat(DefinitionComparison.between(options(a), options(b))).extracting(PathDifference::path)
			.containsExactly(paths);
	}

	private static CollectionDefinition options(String options) {
		return new CollectionDefinition("c", Kind.COLLECTION, BsonDocument.parse(options), List.of(), "", 0, 0);
	}

	private static CollectionDefinition indexed(String index) {
		return new CollectionDefinition("c", Kind.COLLECTION, new BsonDocument(), List.of(BsonDocument.parse(index)),
				"", 0, 0);
	}

}
