package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.model.CreateCollectionOptions;
import io.monarch.environment.ApplicationConnection;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.Masks;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.queryset.QuerySets;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.NoConversation;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests that the histories of all applications go where the data goes, whatever they are
 * called.
 */
@RealMongo
class HistoriesIntegrationTests {

	private static final List<String> HISTORIES = List.of("monarch_migrations", "billing_migrations", "Ledger.history");

	private final GenericApplicationContext context = new GenericApplicationContext();

	private TestDatabase source;

	private TestDatabase target;

	@BeforeEach
	void create(TestDatabase database) {
		this.source = database;
		this.target = TestDatabase.create();
		this.context.refresh();
		HISTORIES.forEach((each) -> this.source.collection(each)
			.insertMany(List.of(record("1_first", "COMPLETED"), record("2_second", "ROLLED_BACK"))));
		this.source.collection("dogs").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
		// What looks like one and is none
		this.source.collection("orders")
			.insertMany(List.of(new Document("_id", "1").append("state", "COMPLETED"),
					new Document("_id", "2").append("state", "FAILED")));
		this.source.collection("mixed")
			.insertMany(List.of(record("1_first", "COMPLETED"), new Document("_id", 2).append("name", "Rex")));
		this.source.collection("other").insertOne(new Document("_id", "1").append("state", "OPEN"));
		this.source.database().createCollection("nothing");
	}

	@AfterEach
	void close() {
		this.target.close();
		this.context.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void querySetThatSelectsOnlySomeTakesAllHistoriesAndNothingThatLooksLikeOne(boolean inPlace) {
		HISTORIES.forEach((each) -> this.target.collection(each).insertOne(record("0_old", "COMPLETED")));
		copy(inPlace, (querySet) -> {
			querySet.only();
			querySet.dumpCollection("dogs", new Document("_id", 1));
		});
		assertThat(names(this.target)).containsExactlyInAnyOrder("monarch_lock", "dogs", "monarch_migrations",
				"billing_migrations", "Ledger.history");
		HISTORIES.forEach((each) -> assertThat(documents(this.target, each)).isEqualTo(documents(this.source, each)));
		assertThat(documents(this.target, "dogs")).containsExactly(new Document("_id", 1));
	}

	@Test
	void historyThatAPersonHasAddedARecordToIsOne() {
		this.source.collection("billing_migrations")
			.insertOne(new Document("_id", "0_by_hand").append("state", "COMPLETED"));
		copy(false, (querySet) -> {
			querySet.only();
			querySet.dumpCollection("dogs");
		});
		assertThat(documents(this.target, "billing_migrations")).hasSize(3);
	}

	@Test
	void querySetThatChangesAnyHistoryIsRefused() {
		for (String history : HISTORIES) {
			assertRefused((querySet) -> querySet.exclude(history), "excludes collection '" + history + "'");
			assertRefused((querySet) -> querySet.dumpCollection(history, new Document("_id", "1_first")),
					"selects a part of collection '" + history + "'");
			assertRefused((querySet) -> querySet.mask(history, "host", Masks.hash()),
					"masks collection '" + history + "'");
			assertRefused((querySet) -> querySet.transform(history, (document) -> document),
					"transforms collection '" + history + "'");
		}
	}

	@Test
	void historyOfTheConfiguredNameIsOneAlsoWhileItIsEmpty() {
		try (Environments named = environments("nothing")) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(named.get("source"), this.target.environment(), false,
						(querySet) -> querySet.exclude("nothing")))
				.withMessageContaining("excludes collection 'nothing', the history of the migrations");
		}
	}

	@Test
	void maskLeavesTheErrorsAndStackTracesOutOfAllHistories() {
		for (String history : HISTORIES) {
			this.source.collection(history)
				.insertOne(record("3_third", "FAILED").append("error", "dup key rex@dogs.com")
					.append("failure",
							new Document("error", "dup key rex@dogs.com").append("trace", "at X: rex@dogs.com")));
		}
		this.source.collection("users").insertOne(new Document("email", "rex@dogs.com"));
		copy(false, (querySet) -> querySet.mask("users", "email", Masks.email()));
		for (String history : HISTORIES) {
			assertThat(documents(this.target, history)).hasSize(3)
				.asString()
				.doesNotContain("rex@dogs.com")
				.contains("Left out by query set 'lambda'");
		}
	}

	@Test
	void databaseThatHoldsHistoriesOnlyHoldsNoDocuments() {
		for (String name : List.of("dogs", "orders", "mixed", "other")) {
			this.source.collection(name).drop();
		}
		this.target.collection("old").insertOne(new Document("x", 1));
		assertThat(catchThrowableOfType(MonarchException.class,
				() -> Copies.copy(this.source.environment(), this.target.environment())))
			.hasMessageContaining("holds no documents but the history of its migrations");
	}

	@ParameterizedTest
	@ValueSource(strings = { "view", "capped" })
	void collectionOfTheConfiguredNameThatCannotHoldAHistoryIsRefused(String kind) {
		if (kind.equals("view")) {
			this.source.database().createView("history", "dogs", List.of());
		}
		else {
			this.source.database()
				.createCollection("history", new CreateCollectionOptions().capped(true).sizeInBytes(4096));
		}
		try (Environments named = environments("history")) {
			assertThat(catchThrowableOfType(MonarchException.class,
					() -> Copies.copy(named.get("source"), this.target.environment())))
				.hasMessageContaining("'history' is a " + kind);
		}
	}

	private Environments environments(String history) {
		return Environments.withApplication(List.of(), "source", history, () -> Optional
			.of(new ApplicationConnection(this.source.client(), this.source.name(), false, (environment) -> {
			})));
	}

	private void assertRefused(MongoQuerySet querySet, String why) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> copy(false, querySet))
			.withMessageContaining(why)
			.withMessageContaining("the history of the migrations");
	}

	private void copy(boolean inPlace, MongoQuerySet querySet) {
		copy(this.source.environment(), this.target.environment(), inPlace, querySet);
	}

	private void copy(Environment from, Environment to, boolean inPlace, MongoQuerySet querySet) {
		Copies.copier()
			.copy(from, to, selector(querySet), Copies.approval(to), ReplacementOptions.DEFAULT.withInPlace(inPlace),
					new TransferListener() {
					});
	}

	private Selector selector(MongoQuerySet querySet) {
		if (!this.context.containsBeanDefinition("lambda")) {
			this.context.registerBeanDefinition("lambda", new RootBeanDefinition(Lambda.class));
		}
		Lambda.delegate = querySet;
		return new QuerySets(this.context, MaskKey.of("the key of these tests")).selector("lambda", Map.of(),
				new NoConversation());
	}

	private static Document record(String id, String state) {
		return new Document("_id", id).append("state", state)
			.append("operation", "migrate")
			.append("token", 7L)
			.append("format", 1);
	}

	private static List<String> names(TestDatabase database) {
		return database.database().listCollectionNames().into(new ArrayList<>());
	}

	private static List<Document> documents(TestDatabase database, String collection) {
		return database.collection(collection).find().sort(new Document("_id", 1)).into(new ArrayList<>());
	}

	@QuerySet("lambda")
	static class Lambda implements MongoQuerySet {

		static MongoQuerySet delegate;

		@Override
		public void select(QuerySetContext context) throws Exception {
			delegate.select(context);
		}

	}

}
