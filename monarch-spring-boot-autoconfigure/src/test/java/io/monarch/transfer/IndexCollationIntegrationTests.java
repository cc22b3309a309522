package io.monarch.transfer;

import java.util.Date;
import java.util.List;

import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IndexCollation} on a real MongoDB.
 */
@RealMongo
class IndexCollationIntegrationTests {

	private static final Document SIMPLE = new Document("locale", "simple");

	private static final Document GERMAN = new Document("locale", "de").append("strength", 2);

	/**
	 * A collated unique index would refuse the documents, and a collated text or 2d index
	 * does not exist.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenIndexesOfACollatedCollectionAreSimpleIsEqual(boolean inPlace, TestDatabase source) {
		source.database().runCommand(new Document("create", "dogs").append("collation", GERMAN));
		index(source, "dogs", "{key: {name: 1}, name: 'name', unique: true}", SIMPLE);
		index(source, "dogs", "{key: {words: 'text'}, name: 'words'}", SIMPLE);
		index(source, "dogs", "{key: {place: '2d'}, name: 'place'}", SIMPLE);
		index(source, "dogs", "{key: {age: 1}, name: 'age'}", null);
		source.collection("dogs").insertMany(List.of(new Document("name", "rex"), new Document("name", "REX")));
		assertCopied(source, inPlace);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenIndexesOfACollatedTimeSeriesAreSimpleIsEqual(boolean inPlace, TestDatabase source) {
		source.database()
			.runCommand(new Document("create", "weather")
				.append("timeseries", new Document("timeField", "at").append("metaField", "place"))
				.append("collation", GERMAN));
		index(source, "weather", "{key: {'place.a': 1}, name: 'simple'}", SIMPLE);
		index(source, "weather", "{key: {'place.b': 1}, name: 'collated'}", null);
		index(source, "weather", "{key: {'place.c': 1}, name: 'other'}", new Document("locale", "fr"));
		source.collection("dogs").insertOne(new Document("x", 1));
		source.collection("weather").insertOne(new Document("at", new Date()).append("place", new Document("a", "x")));
		assertCopied(source, inPlace);
	}

	/**
	 * The server takes an index on the id for that of the id only where the number is 1
	 * or -1.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyKeepsOrdinaryIndexesOnTheId(boolean inPlace, TestDatabase source) {
		index(source, "dogs", "{key: {_id: 2}, name: '_id_2'}", null);
		index(source, "dogs", "{key: {_id: -0.5}, name: 'half', v: 1}", null);
		index(source, "dogs", "{key: {_id: 'hashed'}, name: 'hashed'}", null);
		source.collection("dogs").insertOne(new Document("name", "rex"));
		assertCopied(source, inPlace);
	}

	private static void index(TestDatabase source, String collection, String spec, @Nullable Document collation) {
		Document index = Document.parse(spec);
		if (collation != null) {
			index.append("collation", collation);
		}
		source.database().runCommand(new Document("createIndexes", collection).append("indexes", List.of(index)));
	}

	private static void assertCopied(TestDatabase source, boolean inPlace) {
		try (TestDatabase target = TestDatabase.create()) {
			Copies.copy(source.environment(), target.environment(), inPlace);
			Copies.copy(source.environment(), target.environment(), inPlace);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			for (String name : source.database().listCollectionNames()) {
				List<BsonDocument> indexes = Catalogue.indexes(target.database(), name);
				assertThat(indexes).containsExactlyInAnyOrderElementsOf(Catalogue.indexes(source.database(), name));
			}
		}
	}

}
