package io.monarch.transfer;

import java.util.List;

import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IndexCollation}.
 */
class IndexCollationTests {

	private static final String COLLATED = "{collation: {locale: 'de', strength: 2}}";

	@Test
	void secondaryIndexesWhenTheCollectionIsCollatedNameTheSimpleCollation() {
		CollectionDefinition collated = collection(COLLATED, "{v: 2, key: {a: 1}, name: 'a'}");
		assertThat(collated.secondaryIndexes())
			.containsExactly(BsonDocument.parse("{v: 2, key: {a: 1}, name: 'a', collation: {locale: 'simple'}}"));
		assertThat(collated.indexes()).containsExactly(BsonDocument.parse("{v: 2, key: {a: 1}, name: 'a'}"));
	}

	@Test
	void secondaryIndexesWhenTheIndexHasACollationKeepIt() {
		String index = "{v: 2, key: {a: 1}, name: 'a', collation: {locale: 'fr'}}";
		assertThat(collection(COLLATED, index).secondaryIndexes()).containsExactly(BsonDocument.parse(index));
		assertThat(collection("{}", index).secondaryIndexes()).containsExactly(BsonDocument.parse(index));
	}

	/**
	 * Servers refuse any collation for them, and list the simple one since 9.0.
	 */
	@Test
	void secondaryIndexesWhenTheIndexIsOfVersionOneNameNoCollation() {
		String index = "{v: 1, key: {a: 1}, name: 'a'}";
		String listed = "{v: 1, key: {a: 1}, name: 'a', collation: {locale: 'simple'}}";
		for (String options : List.of(COLLATED, "{}", "{collation: {locale: 'simple'}}")) {
			assertThat(collection(options, index).secondaryIndexes()).containsExactly(BsonDocument.parse(index));
			assertThat(collection(options, listed).secondaryIndexes()).containsExactly(BsonDocument.parse(index));
		}
	}

	@Test
	void hasIndexesWhenOnlyOneServerListsTheSimpleCollationIsTrue() {
		CollectionDefinition collection = collection(COLLATED,
				"{v: 2, key: {a: 1}, name: 'a', collation: {locale: 'simple'}}", "{v: 2, key: {b: 1}, name: 'b'}");
		assertThat(collection.hasIndexes(List.of(BsonDocument.parse("{v: 2, key: {a: 1}, name: 'a'}"),
				BsonDocument.parse("{v: 2, key: {b: 1}, name: 'b', collation: {locale: 'simple'}}"))))
			.isTrue();
		assertThat(collection
			.hasIndexes(List.of(BsonDocument.parse("{v: 2, key: {a: 1}, name: 'a', collation: {locale: 'de'}}"))))
			.isFalse();
	}

	@Test
	void isCollatedLikeWhenOneSaysSimpleAndTheOtherNothingIsTrue() {
		assertThat(collection("{collation: {locale: 'simple'}}").isCollatedLike(collection("{}"))).isTrue();
		assertThat(collection(COLLATED).isCollatedLike(collection("{}"))).isFalse();
	}

	private static CollectionDefinition collection(String options, String... indexes) {
		return new CollectionDefinition("dogs", Kind.COLLECTION, BsonDocument.parse(options),
				List.of(indexes).stream().map(BsonDocument::parse).toList(), "", 0, 0);
	}

}
