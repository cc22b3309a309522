package io.monarch.transfer;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.TimeSeriesOptions;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.queryset.QuerySets;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.NoConversation;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.bson.types.Code;
import org.bson.types.MaxKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.StaticApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link EmptySource} with databases that hold no data of users.
 */
@RealMongo
class EmptySourceIntegrationTests {

	private static final Document ONE = new Document("x", 1);

	@ParameterizedTest
	@EnumSource(Empty.class)
	void copyWhenTheSourceIsEmptyIsRefusedAndChangesNothing(Empty empty, TestDatabase source) {
		empty.fill.accept(source);
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("old").insertOne(new Document(ONE));
			Map<String, String> old = Picture.of(target.database());
			for (boolean inPlace : new boolean[] { false, true }) {
				MonarchException failure = catchThrowableOfType(MonarchException.class,
						() -> Copies.copy(source.environment(), target.environment(), inPlace));
				assertThat(failure).hasMessageContaining("holds no documents").hasMessageContaining(source.name());
				assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
				assertThat(failure.action()).contains("Nothing was changed.", "--allow-empty");
				assertThat(Picture.of(target.database())).isEqualTo(old);
			}
			Copies.copy(source.environment(), target.environment(), ReplacementOptions.DEFAULT.withAllowEmpty(true));
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@ParameterizedTest
	@EnumSource(Full.class)
	void copyWhenThereIsOneDocumentIsDone(Full full, TestDatabase source) {
		full.fill.accept(source);
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("old").insertOne(new Document(ONE));
			Copies.copy(source.environment(), target.environment());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@Test
	void copyWhenTheQuerySetSelectsNothingIsRefusedAndChangesNothing(TestDatabase source) {
		source.collection("dogs").insertMany(List.of(new Document("name", "Rex"), new Document("name", "Bella")));
		source.collection("monarch_migrations").insertOne(new Document("_id", "1"));
		try (TestDatabase target = TestDatabase.create()) {
			target.collection("old").insertOne(new Document(ONE));
			Map<String, String> old = Picture.of(target.database());
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> copy(source, target, "Fifi", ReplacementOptions.DEFAULT));
			assertThat(failure).hasMessageContaining("holds no documents");
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(Picture.of(target.database())).isEqualTo(old);
			copy(source, target, "Rex", ReplacementOptions.DEFAULT);
			assertThat(target.collection("dogs").countDocuments()).isOne();
			copy(source, target, "Fifi", ReplacementOptions.DEFAULT.withAllowEmpty(true));
			assertThat(target.collection("dogs").countDocuments()).isZero();
		}
	}

	private static void copy(TestDatabase source, TestDatabase target, String name, ReplacementOptions options) {
		StaticApplicationContext context = new StaticApplicationContext();
		context.registerBeanDefinition("named", new RootBeanDefinition(Named.class));
		Selector selector = new QuerySets(context, MaskKey.of("the key of these tests")).selector("named",
				Map.of("name", name), new NoConversation());
		Copies.copier()
			.copy(source.environment(), target.environment(), selector, Copies.approval(target.environment()), options,
					new TransferListener() {
					});
	}

	enum Empty {

		NOTHING((database) -> {
		}),

		COLLECTIONS_WITHOUT_DOCUMENTS((database) -> {
			database.database().createCollection("dogs");
			database.collection("cats").createIndex(ONE, new IndexOptions().unique(true));
		}),

		PURGED((database) -> {
			database.collection("dogs").insertOne(new Document(ONE));
			database.collection("dogs").deleteMany(new Document());
		}),

		VIEWS((database) -> {
			database.collection("dogs").insertOne(new Document(ONE));
			database.database().createView("seen", "dogs", List.of());
			database.collection("dogs").drop();
		}),

		LOCK((database) -> database.collection("monarch_lock").insertOne(new Document("x", 1))),

		HISTORY((database) -> database.collection("monarch_migrations").insertOne(new Document("_id", "1"))),

		FUNCTIONS((database) -> database.collection("system.js")
			.insertOne(new Document("_id", "one").append("value", new Code("function() { return 1; }")))),

		TIME_SERIES_AND_CAPPED((database) -> {
			database.database()
				.createCollection("weather",
						new CreateCollectionOptions().timeSeriesOptions(new TimeSeriesOptions("at")));
			database.database().createCollection("log", new CreateCollectionOptions().capped(true).sizeInBytes(4096));
		});

		private final Consumer<TestDatabase> fill;

		Empty(Consumer<TestDatabase> fill) {
			this.fill = fill;
		}

	}

	enum Full {

		SMALLEST((database) -> {
			database.database().createCollection("cats");
			database.collection("dogs").insertOne(new Document("_id", new MaxKey()));
		}),

		TIME_SERIES((database) -> {
			database.database()
				.createCollection("weather",
						new CreateCollectionOptions().timeSeriesOptions(new TimeSeriesOptions("at")));
			database.collection("weather").insertOne(new Document("at", new java.util.Date()));
		}),

		CAPPED((database) -> {
			database.database().createCollection("log", new CreateCollectionOptions().capped(true).sizeInBytes(4096));
			database.collection("log").insertOne(new Document(ONE));
		}),

		NAMED_LIKE_MONARCHS_OWN((database) -> database.collection("monarch_staging_0").insertOne(new Document("x", 1)));

		private final Consumer<TestDatabase> fill;

		Full(Consumer<TestDatabase> fill) {
			this.fill = fill;
		}

	}

	@QuerySet("named")
	static class Named implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.dumpCollection("dogs", Filters.eq("name", context.prompt("name", "Which?", String.class)));
		}

	}

}
