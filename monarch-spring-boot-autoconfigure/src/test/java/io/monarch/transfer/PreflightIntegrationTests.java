package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.monarch.environment.MonarchException;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.SinceMongo6;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what a server refuses of a swap: it is found out before anything is changed,
 * or the swap goes another way.
 */
@EveryServer
@RealMongo
class PreflightIntegrationTests {

	static final String ENCRYPTED = "{encryptedFields: {escCollection: 'enxcol_.dogs.esc',"
			+ " eccCollection: 'enxcol_.dogs.ecc', ecocCollection: 'enxcol_.dogs.ecoc', fields: [{path: 'name',"
			+ " bsonType: 'string', keyId: {$uuid: '123e4567-e89b-12d3-a456-426614174000'}}]}}";

	@Test
	void copyWhenViewsOnViewsAreCollatedAnewReplacesThem(TestDatabase source) {
		source.collection("c").insertOne(new Document("x", 1));
		view(source, "v1", "c", "en");
		view(source, "v2", "v1", "en");
		try (TestDatabase target = TestDatabase.create()) {
			view(target, "v1", "c", null);
			view(target, "v2", "v1", null);
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	/**
	 * The old view that looks up the other one is in the way of the new other one.
	 */
	@Test
	void copyWhenViewsLookUpOneAnotherTheOtherWayRoundReplacesThem(TestDatabase source) {
		source.collection("c").insertOne(new Document("x", 1));
		List<Document> lookUp = List.of(lookUp("b"));
		source.database().createView("b", "c", List.of());
		source.database().createView("a", "c", lookUp);
		try (TestDatabase target = TestDatabase.create()) {
			target.database().createView("a", "c", List.of());
			target.database().createView("b", "c", List.of(lookUp("a")));
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	private static Document lookUp(String from) {
		return new Document("$lookup",
				new Document("from", from).append("localField", "x").append("foreignField", "x").append("as", "x"));
	}

	@Test
	void copyWhenATimeSeriesComesBelowAnOldViewOfAnotherCollationReplacesIt(TestDatabase source) {
		timeSeries(source);
		view(source, "v", "c", "en");
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("weather").insertOne(new Document("x", 1));
			view(target, "v", "weather", "en");
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenTheServerDoesNotKnowAStageOfAViewChangesNothing(boolean inPlace, TestDatabase source) {
		source.collection("c").insertOne(new Document("x", 1));
		view(source, "shown", "c", null);
		assertIsRefused(source,
				(each) -> each.name().equals("shown")
						? changed(each, "{viewOn: 'c', pipeline: [{$stageOfALaterVersion: {}}]}") : each,
				inPlace, "'shown' cannot be created");
	}

	/**
	 * The server looks at names in views when it creates them, and takes some that no
	 * collection can have.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenTheServerDoesNotTakeANameInAViewChangesNothing(boolean inPlace, TestDatabase source) {
		source.collection("c").insertOne(new Document("x", 1));
		view(source, "shown", "c", null);
		for (String options : List.of("{viewOn: '', pipeline: []}", "{viewOn: 'x$y', pipeline: []}",
				"{viewOn: '.h', pipeline: []}", "{viewOn: '$cmd.aggregate', pipeline: []}",
				"{viewOn: 'a\\u0000b', pipeline: []}", "{pipeline: []}",
				"{viewOn: 'c', pipeline: [{$lookup: {from: '', as: 'q', pipeline: []}}]}",
				"{viewOn: 'c', pipeline: [{$lookup: {from: '.h', as: 'q', pipeline: []}}]}",
				"{viewOn: 'c', pipeline: [{$graphLookup: {from: '', startWith: '$x', connectFromField: 'x',"
						+ " connectToField: 'x', as: 'q'}}]}",
				"{viewOn: 'c', pipeline: [{$unionWith: '.h'}]}",
				"{viewOn: 'c', pipeline: [{$facet: {a: [{$lookup: {from: '.h', as: 'q', pipeline: []}}]}}]}")) {
			assertIsRefused(source, (each) -> each.name().equals("shown") ? changed(each, options) : each, inPlace,
					"'shown' cannot be created");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void copyWhenTheServerDoesNotTakeTheBucketsOfATimeSeriesChangesNothing(boolean inPlace, TestDatabase source) {
		timeSeries(source);
		assertIsRefused(source,
				(each) -> changed(each,
						"{timeseries: {timeField: 'at', bucketMaxSpanSeconds: 90, bucketRoundingSeconds: 90}}"),
				inPlace, "'weather' cannot be created");
	}

	@Test
	@SinceMongo6
	void copyWhenACollectionIsEncryptedIsEqualWhereTheServerRenamesIt(TestDatabase source) {
		source.collection("c").insertOne(new Document("x", 1));
		source.database()
			.runCommand(BsonDocument.parse("{create: 'dogs'}")
				.append("encryptedFields", BsonDocument.parse(ENCRYPTED).get("encryptedFields")));
		try (TestDatabase target = TestDatabase.create()) {
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			assertThat(target.database().listCollectionNames().into(new ArrayList<>()))
				.noneMatch((name) -> Staging.runOf(name) != null);
		}
	}

	@Test
	@SinceMongo6
	void copyWhenAnOldCollectionIsEncryptedReplacesIt(TestDatabase source) {
		source.collection("dogs").insertOne(new Document("x", 1));
		try (TestDatabase target = TestDatabase.create()) {
			target.database()
				.runCommand(BsonDocument.parse("{create: 'dogs'}")
					.append("encryptedFields", BsonDocument.parse(ENCRYPTED).get("encryptedFields")));
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@Test
	void restoreOfAViewWhenTheOneBelowStaysAndIsCollatedOtherwiseChangesNothing(TestDatabase source) {
		view(source, "above", "below", "en");
		try (TestDatabase target = TestDatabase.create()) {
			view(target, "below", "c", "de");
			assertOfCollectionsIsRefused(source, target, "View 'above' cannot be created", "collation");
		}
	}

	@Test
	void restoreOfAViewWhenTheOneBelowStaysAndIsOnItChangesNothing(TestDatabase source) {
		view(source, "above", "below", null);
		try (TestDatabase target = TestDatabase.create()) {
			view(target, "below", "above", null);
			assertOfCollectionsIsRefused(source, target, "View 'above' cannot be created", "cycle");
		}
	}

	/**
	 * What only the documents show is found out when the old data is gone.
	 */
	@Test
	void copyInPlaceThatStopsWhenTheOldDataIsDroppedSaysSo(TestDatabase source) {
		source.collection("dogs").insertMany(List.of(new Document("x", 1), new Document("x", 1)));
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("cats").insertOne(new Document("x", 1));
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> ChangedSource.of(source, PreflightIntegrationTests::uniquelyIndexed)
					.inPlace(true)
					.replace(target))
				.withMessageContaining("is incomplete: replacing it in place from a test stopped (")
				.withMessageContaining("dup key")
				.satisfies((ex) -> assertThat(ex.action()).startsWith("Old data may be gone. Run the same command"));
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	private static CollectionDefinition uniquelyIndexed(CollectionDefinition each) {
		List<BsonDocument> indexes = new ArrayList<>(each.indexes());
		indexes.add(BsonDocument.parse("{v: 2, key: {x: 1}, name: 'x_1', unique: true}"));
		return new CollectionDefinition(each.name(), each.kind(), each.options(), indexes, each.uuid(),
				each.documents(), each.bytes());
	}

	@ParameterizedTest
	@ValueSource(strings = { "viewOn: 'x', pipeline: []", "timeseries: {timeField: 'at'}", "capped: true, size: 4096" })
	void copyOfAHistoryThatCanBeNoneIsRefused(String options, TestDatabase source) {
		source.collection("c").insertOne(new Document("x", 1));
		source.database().runCommand(Document.parse("{create: 'monarch_migrations', " + options + "}"));
		try (TestDatabase target = TestDatabase.create()) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(source.environment(), target.environment()))
				.withMessageContaining("'monarch_migrations' is a ")
				.satisfies((ex) -> assertThat(ex.kind().exitCode()).isEqualTo(2));
		}
	}

	private static void assertOfCollectionsIsRefused(TestDatabase source, TestDatabase target, String... words) {
		Map<String, String> before = Picture.of(target.database());
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> ChangedSource.of(source, (each) -> each).ofCollections().replace(target))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(words));
		assertThat(Picture.of(target.database())).isEqualTo(before);
	}

	private static void assertIsRefused(TestDatabase source, UnaryOperator<CollectionDefinition> change,
			boolean inPlace, String words) {
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("kept").insertOne(new Document("x", 1));
			Map<String, String> before = Picture.of(target.database());
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> ChangedSource.of(source, change).inPlace(inPlace).replace(target))
				.withMessageContaining(words)
				.withMessageNotContaining("staging");
			assertThat(Picture.of(target.database())).isEqualTo(before);
			assertThat(target.database().listCollectionNames().into(new ArrayList<>()))
				.noneMatch((name) -> Staging.runOf(name) != null);
		}
	}

	private static CollectionDefinition changed(CollectionDefinition each, String options) {
		return new CollectionDefinition(each.name(), each.kind(), BsonDocument.parse(options), each.indexes(),
				each.uuid(), each.documents(), each.bytes());
	}

	private static void timeSeries(TestDatabase database) {
		database.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		database.collection("weather").insertOne(new Document("at", new Date(1)));
	}

	private static void view(TestDatabase database, String name, String on, @Nullable String locale) {
		Document create = new Document("create", name).append("viewOn", on).append("pipeline", List.of());
		if (locale != null) {
			create.append("collation", new Document("locale", locale));
		}
		database.database().runCommand(create);
	}

}
