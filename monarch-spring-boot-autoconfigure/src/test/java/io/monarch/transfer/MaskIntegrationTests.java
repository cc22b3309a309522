package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.MaskedCollection;
import io.monarch.queryset.Masks;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.queryset.QuerySets;
import io.monarch.testsupport.NoConversation;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonInt32;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for which paths a query set can mask, and what a copy says of that.
 */
@RealMongo
class MaskIntegrationTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final List<String> warnings = new ArrayList<>();

	private final List<CollectionDefinition> started = new ArrayList<>();

	private TestDatabase source;

	private TestDatabase target;

	@BeforeEach
	void create(TestDatabase database) {
		this.source = database;
		this.target = TestDatabase.create();
		this.target.collection("old").insertOne(new Document("x", 1));
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.target.close();
		this.context.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			email          | Did you mean 'contact.email'?
			contact.emial  | Did you mean 'contact.email'?
			Name           | Did you mean 'name'?
			customer.email | Did you mean 'contact.email'?
			phones.numbr   | Did you mean 'phones.number'?
			phones.7.number| Did you mean 'phones.number'?
			name.first     | Did you mean 'name'?
			$name          | Did you mean 'name'?
			tags.x         | Did you mean 'tags'?
			zzzzzzzz       | ', which none of its documents has.
			""")
	void maskOfAPathThatNoDocumentHasIsRefusedAlsoInPlaceAndNamesTheNearest(String path, String expected) {
		this.source.collection("customers").insertOne(customer(1));
		Map<String, String> before = Picture.of(this.target.database());
		for (boolean inPlace : List.of(false, true)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(inPlace, (querySet) -> querySet.mask("customers", path, Masks.email())))
				.withMessageContaining("masks '" + path + "' of collection 'customers'")
				.withMessageContaining(expected)
				.satisfies((ex) -> {
					assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT);
					assertThat(ex.action()).contains("maskIfPresent");
				});
		}
		assertThat(Picture.of(this.target.database())).isEqualTo(before);
	}

	@Test
	void maskOfSeveralAbsentPathsNamesAllOfThem() {
		this.source.collection("customers").insertOne(customer(1));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> copy(false, (querySet) -> {
			querySet.mask("customers", "emial", Masks.email());
			querySet.mask("customers", "name", Masks.name());
			querySet.mask("customers", "adress", Masks.name());
		})).withMessageContaining("'emial'").withMessageContaining("'adress'");
	}

	@Test
	void maskIfPresentOfAnAbsentPathIsDoneWhereItIsPresent() {
		this.source.collection("customers").insertOne(customer(1));
		TransferResult result = copy(false, (querySet) -> {
			querySet.maskIfPresent("customers", "fax", Masks.phone());
			querySet.maskIfPresent("customers", "contact.email", Masks.email());
		});
		assertThat(this.target.collection("customers").find().first().get("contact", Document.class).getString("email"))
			.endsWith("@example.com");
		assertThat(result.masked())
			.containsExactly(new MaskedCollection("customers", List.of("fax", "contact.email"), false, List.of("fax")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "tags", "phones.number", "phones.0.number", "a.b", "deep.x", "code.email",
			"contact" })
	void pathThatOneOfManyDocumentsHasIsPresent(String path) {
		List<Document> without = IntStream.range(0, 1500).mapToObj((i) -> new Document("_id", i)).toList();
		this.source.collection("customers").insertMany(without);
		this.source.collection("customers")
			.insertOne(customer(1500).append("nothing", null)
				.append("tags", List.of())
				.append("a.b", 1)
				.append("deep", List.of(List.of(new Document("x", 1))))
				.append("code", new org.bson.types.CodeWithScope("f", new Document("email", "a"))));
		TransferResult result = copy(false, (querySet) -> querySet.mask("customers", path, Masks.hash()));
		// The one array of tags is empty.
		assertThat(result.masked()).containsExactly(new MaskedCollection("customers", List.of(path), false,
				path.equals("tags") ? List.of(path) : List.of()));
	}

	@Test
	void emptyAndCappedCollectionsAreMaskedAsOthers() {
		this.source.database().createCollection("empty");
		this.source.database()
			.createCollection("events", new CreateCollectionOptions().capped(true).sizeInBytes(10_000));
		this.source.collection("events").insertOne(new Document("email", "rex@dogs.com"));
		copy(false, (querySet) -> {
			querySet.mask("empty", "email", Masks.email());
			querySet.mask("events", "email", Masks.email());
		});
		assertThat(this.target.collection("events").find().first().getString("email")).endsWith("@example.com");
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> copy(false, (querySet) -> querySet.mask("events", "mail", Masks.email())))
			.withMessageContaining("Did you mean 'email'?");
	}

	@Test
	void maskOfAFieldThatATransformationMakesIsPresent() {
		this.source.collection("customers").insertOne(customer(1));
		TransferResult result = copy(false, (querySet) -> {
			querySet.transform("customers",
					(document) -> document.append("full", document.remove("name") + " the customer"));
			querySet.mask("customers", "full", Masks.fixed("masked"));
		});
		assertThat(this.target.collection("customers").find().first()).containsEntry("full", "masked");
		assertThat(result.masked())
			.containsExactly(new MaskedCollection("customers", List.of("full"), true, List.of()));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> copy(false, (querySet) -> {
			querySet.transform("customers", (document) -> document.append("full", document.remove("name")));
			querySet.mask("customers", "name", Masks.fixed("masked"));
		})).withMessageContaining("masks 'name'");
	}

	/**
	 * The path is in the collection, but in none of the documents that are selected.
	 */
	@Test
	void pathThatNoSelectedDocumentHasIsAbsent() {
		this.source.collection("customers").insertOne(customer(1));
		this.source.collection("customers").insertOne(new Document("_id", 2));
		TransferResult result = copy(false, (querySet) -> {
			querySet.dumpCollection("customers", Filters.eq("_id", 2));
			querySet.transform("customers", (document) -> document);
			querySet.mask("customers", "contact.email", Masks.email());
			querySet.mask("customers", "name", Masks.name());
		});
		assertThat(result.masked()).containsExactly(new MaskedCollection("customers", List.of("contact.email", "name"),
				true, List.of("contact.email", "name")));
	}

	@Test
	void resultSaysNothingOfWhatIsLeftOutOrNotMasked() {
		this.source.collection("customers").insertOne(customer(1));
		this.source.collection("dogs").insertOne(customer(1));
		this.source.collection("monarch_migrations").insertOne(new Document("_id", "1").append("state", "COMPLETED"));
		assertThat(copy(false, (querySet) -> {
			querySet.mask("customers", "name", Masks.name());
			querySet.transform("dogs", (document) -> document);
			querySet.exclude("customers");
		}).masked()).containsExactly(new MaskedCollection("dogs", List.of(), true, List.of()));
		assertThat(copy(false, (querySet) -> {
		}).masked()).isEmpty();
	}

	@Test
	void selectionOfNoDocumentsIsWarnedOf() {
		this.source.collection("customers").insertOne(customer(1));
		this.source.collection("orders").insertOne(new Document("customer", 1));
		this.source.database().createCollection("empty");
		this.source.database().createView("view", "orders", List.of());
		copy(false, (querySet) -> {
			querySet.dumpCollection("customers", Filters.eq("_id", 1));
			querySet.dumpCollection("orders", Filters.eq("customer", "1"));
			querySet.dumpCollection("view");
		});
		assertThat(this.warnings).containsExactly("Query set 'lambda' selects no documents of collection 'orders'");
	}

	@Test
	void progressKnowsHowMuchIsSelected() {
		this.source.collection("customers")
			.insertMany(IntStream.range(0, 100).mapToObj(MaskIntegrationTests::customer).toList());
		copy(false, (querySet) -> querySet.dumpCollection("customers", Filters.lt("_id", 10)));
		assertThat(this.started).singleElement().satisfies((customers) -> {
			assertThat(customers.documents()).isEqualTo(10);
			assertThat(customers.bytes()).isBetween(1000L, 5000L);
		});
	}

	private static Document customer(int id) {
		return new Document("_id", id).append("name", "Ann")
			.append("contact", new Document("email", "ann@dogs.com").append("zip", new BsonInt32(1)))
			.append("phones", List.of(new Document("number", "123")))
			.append("tags", List.of("a"));
	}

	private TransferResult copy(boolean inPlace, MongoQuerySet querySet) {
		if (this.context.containsBeanDefinition("lambda")) {
			this.context.removeBeanDefinition("lambda");
		}
		this.context.registerBeanDefinition("lambda", new RootBeanDefinition(Lambda.class, () -> new Lambda(querySet)));
		return Copies.copier()
			.copy(this.source.environment(), this.target.environment(),
					new QuerySets(this.context, MaskKey.of("the key of these tests")).selector("lambda", Map.of(),
							new NoConversation()),
					Copies.approval(this.target.environment()), ReplacementOptions.DEFAULT.withInPlace(inPlace),
					new TransferListener() {

						@Override
						public void started(List<CollectionDefinition> collections) {
							MaskIntegrationTests.this.started.addAll(collections);
						}

						@Override
						public void warned(String message) {
							MaskIntegrationTests.this.warnings.add(message);
						}

					});
	}

	@QuerySet("lambda")
	static class Lambda implements MongoQuerySet {

		private final MongoQuerySet delegate;

		Lambda(MongoQuerySet delegate) {
			this.delegate = delegate;
		}

		@Override
		public void select(QuerySetContext context) throws Exception {
			this.delegate.select(context);
		}

	}

}
