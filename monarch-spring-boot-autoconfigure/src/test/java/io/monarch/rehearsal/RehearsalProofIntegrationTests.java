package io.monarch.rehearsal;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TemporaryDatabases;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.conversions.Bson;
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
			assertThat(warning.message()).contains("'dogs'");
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
			assertThat(warning.message()).contains("Collection 'dogs' differs in the order of fields");
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
