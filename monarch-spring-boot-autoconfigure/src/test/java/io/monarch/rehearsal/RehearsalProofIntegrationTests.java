package io.monarch.rehearsal;

import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.TimeSeriesOptions;
import com.mongodb.client.model.Updates;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TemporaryDatabases;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MigrationProver}.
 */
@RealMongo
class RehearsalProofIntegrationTests {

	private static final Document DOCUMENT = Document
		.parse("{a: 1, nested: {x: 1, y: 2}, list: [{x: 1, y: 2}, {x: 3}], last: true}");

	private TestDatabase production;

	private TestDatabase development;

	private TemporaryDatabases temporary;

	@BeforeEach
	void create(TestDatabase database) {
		this.production = database;
		this.temporary = TemporaryDatabases.since(database.client());
		this.development = TestDatabase.create();
		database.collection("dogs")
			.insertMany(IntStream.range(0, 5).mapToObj((i) -> new Document("_id", i).append("n", i)).toList());
		database.collection("dogs").updateMany(new Document(), new Document("$set", DOCUMENT));
	}

	@AfterEach
	void close() {
		assertThat(this.temporary.left()).isEmpty();
		this.development.close();
	}

	@Test
	void rollbackThatPutsFieldsBackAtTheEndRestoresTheState() {
		assertThat(rehearse(PutsBack.class)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { LosesField.class, ChangesValue.class, ChangesType.class, ReversesArray.class })
	void rollbackThatLosesOrChangesAValueIsFound(Class<?> migration) {
		assertThat(rehearse(migration)).singleElement().satisfies((warning) -> {
			assertThat(warning.kind()).isEqualTo(WarningKind.INCOMPLETE_ROLLBACK);
			assertThat(warning.message()).contains("Collection 'dogs' has the same number of documents, but with ")
				.contains("different contents (field");
		});
	}

	@Test
	void rollbackThatEmptiesTheValidatorRestoresTheState() {
		assertThat(rehearse(Validates.class)).isEmpty();
	}

	@Test
	void rollbackThatLeavesAnIndexIsFound() {
		assertThat(rehearse(Indexes.class)).singleElement()
			.extracting(RehearsalWarning::message)
			.asString()
			.contains("Collection 'dogs' has a different definition: indexes.n_1");
	}

	@Test
	void measurementsAreComparedAndNotTheirBuckets() {
		this.production.database()
			.createCollection("series", new CreateCollectionOptions().timeSeriesOptions(new TimeSeriesOptions("at")));
		this.production.collection("series").insertOne(measurement(1));
		assertThat(rehearse(Measures.class)).isEmpty();
		assertThat(rehearse(MeasuresAgain.class)).singleElement().satisfies((warning) -> {
			assertThat(warning.kind()).isEqualTo(WarningKind.CHANGED_AGAIN);
			assertThat(warning.message()).contains("Time series 'series' has 5 documents instead of 3");
		});
	}

	@Test
	void secondRunThatChangesOnlyTheOrderOfFieldsIsFound() {
		assertThat(rehearse(ReversesFields.class)).singleElement()
			.extracting(RehearsalWarning::kind)
			.isEqualTo(WarningKind.CHANGED_AGAIN);
	}

	@Test
	void orderThatDiffersInEachRunIsNotComparedAnyFurther() {
		assertThat(rehearse(AnyOrder.class)).singleElement().satisfies((warning) -> {
			assertThat(warning.kind()).isEqualTo(WarningKind.NOT_DETERMINISTIC);
			assertThat(warning.message()).contains(
					"Collection 'dogs' has the same number of documents, but with different contents (order of fields).");
		});
	}

	private List<RehearsalWarning> rehearse(Class<?> migration) {
		RehearsalResult result = RehearsalFixture.rehearse(
				RehearsalRequest
					.of(RehearsalFixture.environment(this.production, "production"),
							RehearsalFixture.environment(this.development, "development"))
					.proving(),
				migration);
		assertThat(result.failed()).isEmpty();
		return result.warnings();
	}

	private static MongoCollection<Document> dogs(MigrationContext context) {
		return context.database().getCollection("dogs");
	}

	@Migration("puts_back")
	static class PutsBack implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			dogs(context).updateMany(new Document(),
					Updates.combine(Updates.unset("a"), Updates.unset("nested.x"), Updates.unset("list.0.x")));
		}

		@Override
		public void rollback(MigrationContext context) {
			dogs(context).updateMany(new Document(),
					Updates.combine(Updates.set("list.0.x", 1), Updates.set("nested.x", 1), Updates.set("a", 1)));
		}

	}

	@Migration("loses_field")
	static class LosesField extends PutsBack {

		@Override
		public void rollback(MigrationContext context) {
			dogs(context).updateMany(new Document(), Updates.combine(Updates.set("list.0.x", 1), Updates.set("a", 1)));
		}

	}

	@Migration("changes_value")
	static class ChangesValue extends PutsBack {

		@Override
		public void rollback(MigrationContext context) {
			dogs(context).updateMany(new Document(),
					Updates.combine(Updates.set("list.0.x", 3), Updates.set("nested.x", 1), Updates.set("a", 1)));
		}

	}

	@Migration("changes_type")
	static class ChangesType extends PutsBack {

		@Override
		public void rollback(MigrationContext context) {
			dogs(context).updateMany(new Document(),
					Updates.combine(Updates.set("list.0.x", 1), Updates.set("nested.x", 1), Updates.set("a", 1L)));
		}

	}

	@Migration("reverses_array")
	static class ReversesArray extends PutsBack {

		@Override
		public void rollback(MigrationContext context) {
			dogs(context).updateMany(new Document(), Updates.combine(Updates.set("nested.x", 1), Updates.set("a", 1),
					Updates.set("list", List.of(new Document("x", 3), new Document("x", 1).append("y", 2)))));
		}

	}

	@Migration("validates")
	static class Validates implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			validate(context, new Document("n", new Document("$type", "int")));
		}

		@Override
		public void rollback(MigrationContext context) {
			validate(context, new Document());
		}

		private static void validate(MigrationContext context, Document validator) {
			context.database().runCommand(new Document("collMod", "dogs").append("validator", validator));
		}

	}

	@Migration("indexes")
	static class Indexes implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			dogs(context).createIndex(new Document("n", 1));
		}

		@Override
		public void rollback(MigrationContext context) {
		}

	}

	private static Document measurement(int number) {
		return new Document("_id", new ObjectId(number, 1)).append("at", new Date(number * 1000L)).append("n", number);
	}

	@Migration(id = "measures", restartable = true)
	static class Measures implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			MongoCollection<Document> series = context.database().getCollection("series");
			for (int i = 2; i < 4; i++) {
				if (series.countDocuments(new Document("n", i)) == 0) {
					series.insertOne(measurement(i));
				}
			}
		}

	}

	@Migration(id = "measures_again", restartable = true)
	static class MeasuresAgain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("series").insertMany(List.of(measurement(4), measurement(5)));
		}

	}

	@Migration(id = "reverses_fields", restartable = true)
	static class ReversesFields implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			List<Bson> reverse = List
				.of(Document.parse("{$replaceWith: {$arrayToObject: {$reverseArray: {$objectToArray: '$$ROOT'}}}}"));
			dogs(context).updateMany(new Document(), reverse);
		}

	}

	@Migration(id = "any_order", restartable = true)
	static class AnyOrder implements MongoMigration {

		private static final AtomicInteger RUNS = new AtomicInteger();

		@Override
		public void migrate(MigrationContext context) {
			boolean even = RUNS.getAndIncrement() % 2 == 0;
			dogs(context).updateMany(new Document(), Updates.set(even ? "first" : "second", 1));
			dogs(context).updateMany(new Document(), Updates.set(even ? "second" : "first", 1));
		}

	}

}
