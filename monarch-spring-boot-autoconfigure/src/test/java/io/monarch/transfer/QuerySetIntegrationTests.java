package io.monarch.transfer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import com.mongodb.client.model.Collation;
import com.mongodb.client.model.CollationStrength;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.MaskKey;
import io.monarch.queryset.Masks;
import io.monarch.queryset.MongoQuerySet;
import io.monarch.queryset.QuerySet;
import io.monarch.queryset.QuerySetContext;
import io.monarch.queryset.QuerySetConversation;
import io.monarch.queryset.QuerySets;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for copying by query set on a real MongoDB.
 */
@EveryServer
@RealMongo
class QuerySetIntegrationTests {

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final Answers answers = new Answers();

	private TestDatabase source;

	private TestDatabase target;

	@BeforeEach
	void create(TestDatabase database) {
		this.source = database;
		this.target = TestDatabase.create();
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.target.close();
		this.context.close();
	}

	@Test
	void copyTakesWhatIsPickedAndTheRestWhole() {
		Object rex = dog("Rex", "Awesome");
		Object tom = dog("Tom", "Lazy");
		this.source.collection("dog_houses").insertOne(new Document("dog_id", rex));
		this.source.collection("dog_houses").insertOne(new Document("dog_id", tom));
		this.source.collection("cats").insertOne(new Document("name", "Kit"));
		copy(AwesomeDogs.class, Map.of());
		assertThat(names("dogs")).containsExactly("Rex");
		assertThat(this.target.collection("dog_houses").find().first().get("dog_id")).isEqualTo(rex);
		assertThat(names("cats")).containsExactly("Kit");
	}

	@Test
	void copyAsksForAParameterOrTakesItAsGiven() {
		this.source.collection("accounts").insertMany(List.of(new Document("_id", 41L), new Document("_id", 42L)));
		this.source.collection("campaigns")
			.insertMany(List.of(new Document("account", 41L), new Document("account", 42L)));
		copy(OneAccount.class, Map.of("account-id", "42"));
		assertThat(this.target.collection("accounts").find()).extracting((each) -> each.get("_id"))
			.containsExactly(42L);
		this.answers.answer = "41";
		copy(OneAccount.class, Map.of());
		assertThat(this.target.collection("campaigns").find()).extracting((each) -> each.get("account"))
			.containsExactly(41L);
		assertThat(this.answers.asked).containsExactly("Please enter an account id ");
	}

	@Test
	void parameterWhenMissingUnconvertibleOrUnknownIsRefused() {
		this.source.collection("accounts").insertOne(new Document("_id", 42L));
		this.source.collection("campaigns").insertOne(new Document("_id", 42L));
		assertRefused(OneAccount.class, Map.of(), "needs the parameter 'account-id'");
		assertRefused(OneAccount.class, Map.of("account-id", "x"), "is not a valid Long: 'x'");
		assertRefused(OneAccount.class, Map.of("account-id", "42", "acount-id", "1"),
				"has no parameter 'acount-id'. Did you mean 'account-id'?");
	}

	@Test
	void copyLeavesOutWhatIsExcludedOrNotMentioned() {
		dog("Rex", "Awesome");
		this.source.collection("logs").insertOne(new Document("x", 1));
		this.source.collection("cats").insertOne(new Document("x", 1));
		copy(WithoutLogs.class, Map.of());
		assertThat(this.target.database().listCollectionNames()).contains("dogs", "cats").doesNotContain("logs");
		copy(OnlyDogs.class, Map.of());
		assertThat(this.target.database().listCollectionNames()).contains("dogs").doesNotContain("logs", "cats");
	}

	@Test
	void copyMasksAndTransformsWhatLeavesTheProcess() {
		this.source.collection("users")
			.insertMany(List.of(
					new Document("_id", 1).append("email", "ann@real.org")
						.append("name", "Ann Real")
						.append("phones", List.of(new Document("number", "+49 170 1234567")))
						.append("secret", "x"),
					new Document("_id", 2).append("email", "ann@real.org").append("name", null)));
		copy(Masked.class, Map.of());
		List<Document> users = this.target.collection("users").find().into(new ArrayList<>());
		assertThat(users.get(0).getString("email")).endsWith("@example.com").isEqualTo(users.get(1).getString("email"));
		assertThat(users.get(0).getString("name")).isNotEqualTo("Ann Real").contains(" ");
		assertThat(users.get(1).containsKey("name")).isTrue();
		assertThat(users.get(1).get("name")).isNull();
		assertThat(users.get(0).getList("phones", Document.class).get(0).getString("number"))
			.matches("\\+\\d\\d \\d{3} \\d{7}")
			.isNotEqualTo("+49 170 1234567");
		assertThat(users)
			.allSatisfy((user) -> assertThat(user).doesNotContainKey("secret").containsEntry("copied", true));
	}

	@Test
	void querySetWhenAPathHasAPositionFollowsItAsTheServerDoes() {
		this.source.collection("users")
			.insertOne(new Document("_id", 1)
				.append("emails", List.of(new Document("address", "ann@real.org"), new Document("address", "b@c.de")))
				.append("dogs", List.of(7, 8)));
		this.source.collection("dogs").insertMany(List.of(new Document("_id", 7), new Document("_id", 8)));
		copy((context) -> {
			context.mask("users", "emails.0.address", Masks.email());
			context.dumpCollection("dogs", Filters.in("_id", context.values("users", new Document(), "dogs.0")));
		});
		assertThat(this.target.collection("users").find().first().getList("emails", Document.class))
			.extracting((email) -> email.getString("address"))
			.satisfiesExactly((first) -> assertThat(first).endsWith("@example.com"),
					(second) -> assertThat(second).isEqualTo("b@c.de"));
		assertThat(this.target.collection("dogs").find()).extracting((each) -> each.get("_id")).containsExactly(7);
	}

	@Test
	void querySetWhenItAsksForTheImpossibleIsRefusedAndTheTargetIsAsItWas() {
		this.source.collection("dogs").insertOne(new Document("_id", 1));
		this.source.database().createView("named", "dogs", List.of());
		this.target.collection("old").insertOne(new Document("x", 1));
		Map<String, String> before = Picture.of(this.target.database());
		assertRefused((context) -> context.dumpCollection("dgos", Filters.eq("x", 1)), "Did you mean 'dogs'?");
		assertRefused((context) -> context.ids("dogs", new Document("$nonsense", 1)), "$nonsense");
		assertRefused((context) -> context.dumpCollection("dogs", new Document("x", new Document("$nonsense", 1))),
				"$nonsense");
		assertRefused((context) -> context.mask("named", "name", Masks.name()), "is a view or a time-series");
		assertRefused((context) -> context.mask("dogs", "_id", Masks.hash()), "masks the _id");
		assertRefused((context) -> context.transform("dogs", (document) -> {
			throw new IllegalStateException("no luck");
		}), "_id BsonInt32{value=1} of collection 'dogs': no luck");
		assertRefused((context) -> context.transform("dogs", (document) -> document.append("_id", 2)),
				"it changed the _id");
		assertThat(Picture.of(this.target.database())).isEqualTo(before);
	}

	@Test
	void copyWhenManyValuesMatchOtherwiseThanByEqualityTakesEachDocumentOnce() {
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < 30_000; i += 500) {
			documents.add(new Document("number", i));
			documents.add(new Document("number", (double) i));
			documents.add(new Document("number", new Decimal128(i)));
			documents.add(new Document("number", List.of((long) i, 29_999 - i)));
		}
		documents.add(new Document("number", null));
		documents.add(new Document("name", "without a number"));
		documents.add(new Document("number", "A"));
		documents.add(new Document("number", List.of(List.of(1L), 29_998L)));
		this.source.database()
			.createCollection("numbers", new CreateCollectionOptions()
				.collation(Collation.builder().locale("en").collationStrength(CollationStrength.PRIMARY).build()));
		this.source.collection("numbers").insertMany(documents);
		copy(ManyValues.class, Map.of());
		assertThat(Picture.of(this.target.database())).isEqualTo(Picture.of(this.source.database()));
	}

	@Test
	void valuesHoldNullsAsOtherValues() {
		this.source.collection("dogs").insertMany(List.of(new Document("owner", null), new Document("owner", 1)));
		this.source.collection("owners").insertMany(List.of(new Document("_id", 1), new Document("_id", 2)));
		copy(OwnersOfDogs.class, Map.of());
		assertThat(this.target.collection("owners").find()).extracting((each) -> each.get("_id")).containsExactly(1);
	}

	@LongTest
	@Test
	void copyWhenIdsAreManyTakesEachDocumentOnce() {
		int count = Integer.getInteger("monarch.test.ids", 45_000);
		for (int from = 0; from < count; from += 5000) {
			int start = from;
			this.source.collection("dogs")
				.insertMany(IntStream.range(start, start + 5000).mapToObj((i) -> new Document("_id", i)).toList());
			this.source.collection("packs")
				.insertMany(IntStream.range(start, start + 5000)
					.mapToObj((i) -> new Document("_id", i).append("dogs", List.of(i, (i + 21_000) % count)))
					.toList());
		}
		this.source.collection("packs").createIndex(new Document("dogs", 1));
		copy((context) -> {
			List<Integer> dogs = context.ids("dogs", new Document());
			context.dumpCollection("dogs", Filters.in("_id", dogs));
			context.dumpCollection("packs", Filters.eq("_id", 7));
			context.dumpCollection("packs", Filters.and(Filters.gte("_id", 0), Filters.in("dogs", dogs)));
		});
		assertThat(this.target.collection("dogs").countDocuments()).isEqualTo(count);
		assertThat(this.target.collection("packs").countDocuments()).isEqualTo(count);
	}

	/**
	 * Without it, every migration would run again on data that it has changed already.
	 */
	@Test
	void copyWhenAQuerySetLeavesOutAllThatIsNotMentionedTakesTheHistory() {
		dog("Rex", "Awesome");
		this.source.collection("monarch_migrations")
			.insertOne(new Document("_id", "1_first").append("state", "COMPLETED"));
		this.target.collection("monarch_migrations")
			.insertOne(new Document("_id", "0_other").append("state", "COMPLETED"));
		copy((context) -> {
			context.only();
			context.dumpCollection("dogs", new Document());
		});
		assertThat(this.target.collection("monarch_migrations").find()).extracting((each) -> each.get("_id"))
			.containsExactly("1_first");
	}

	@Test
	void copyWhenAQuerySetChangesTheHistoryIsRefused() {
		this.source.collection("monarch_migrations")
			.insertOne(new Document("_id", "1_first").append("state", "COMPLETED"));
		String why = "the history of the migrations";
		assertRefused((context) -> context.exclude("monarch_migrations"),
				"excludes collection 'monarch_migrations', " + why);
		assertRefused((context) -> context.dumpCollection("monarch_migrations", new Document("_id", 1)), why);
		assertRefused((context) -> context.mask("monarch_migrations", "error", Masks.hash()), why);
		assertRefused((context) -> context.transform("monarch_migrations", (document) -> document), why);
	}

	/**
	 * What the server says of a duplicate key quotes the key.
	 */
	@Test
	void copyWhenAnythingIsMaskedLeavesOutWhatMigrationsHaveFailedWith() {
		this.source.collection("users").insertOne(new Document("email", "rex@dogs.com"));
		this.source.collection("monarch_migrations")
			.insertMany(List.of(
					new Document("_id", "1_first").append("state", "FAILED")
						.append("error", "dup key: { email: \"rex@dogs.com\" }"),
					new Document("_id", "2_second").append("state", "COMPLETED").append("token", 7L)));
		copy((context) -> context.mask("users", "email", Masks.email()));
		assertThat(this.target.collection("monarch_migrations").find().into(new ArrayList<>()).toString())
			.doesNotContain("rex@dogs.com")
			.contains("Left out by query set 'lambda'");
		assertThat(this.target.collection("monarch_migrations").find(new Document("_id", "2_second")).first())
			.isEqualTo(new Document("_id", "2_second").append("state", "COMPLETED").append("token", 7L));
	}

	/**
	 * The server takes a document that holds a field twice, and shows the first or the
	 * last of them.
	 */
	@Test
	void copyWhenADocumentHoldsAMaskedFieldTwiceMasksBoth() {
		RawBsonDocument twice = twice();
		this.source.database().getCollection("users", RawBsonDocument.class).insertOne(twice);
		copy((context) -> {
			context.mask("users", "contact.email", Masks.email());
			context.mask("users", "email", Masks.email());
		});
		RawBsonDocument copied = this.target.database().getCollection("users", RawBsonDocument.class).find().first();
		String bytes = StandardCharsets.ISO_8859_1.decode(copied.getByteBuffer().asNIO()).toString().replace('\0', '.');
		assertThat(bytes).doesNotContain("@dogs.com");
		assertThat(bytes.split("@example.com", -1)).as("masked").hasSize(5);
		assertThat(bytes.split("kept", -1)).as("kept").hasSize(3);
	}

	private static RawBsonDocument twice() {
		BasicOutputBuffer buffer = new BasicOutputBuffer();
		try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
			writer.writeStartDocument();
			writer.writeInt32("_id", 1);
			writer.writeString("email", "first@dogs.com");
			writer.writeString("email", "second@dogs.com");
			writer.writeString("contact.email", "third@dogs.com");
			writer.writeStartDocument("contact");
			writer.writeString("email", "fourth@dogs.com");
			writer.writeNull("email");
			writer.writeEndDocument();
			writer.writeString("name", "kept");
			writer.writeString("name", "kept");
			writer.writeEndDocument();
			return new RawBsonDocument(buffer.toByteArray());
		}
	}

	private Object dog(String name, String type) {
		ObjectId id = new ObjectId();
		this.source.collection("dogs").insertOne(new Document("_id", id).append("name", name).append("type", type));
		return id;
	}

	private Set<String> names(String collection) {
		Set<String> names = new HashSet<>();
		this.target.collection(collection).find().forEach((each) -> names.add(each.getString("name")));
		return names;
	}

	@Test
	void copyWithoutACollectionWhoseDefinitionCannotBeKeptIsPossible() {
		dog("Rex", "Awesome");
		this.source.database().runCommand(RepeatedFieldsIntegrationTests.raw(RepeatedFieldsIntegrationTests.VALIDATOR));
		copy((context) -> context.exclude("odd"));
		assertThat(this.target.database().listCollectionNames()).contains("dogs").doesNotContain("odd");
	}

	private void assertRefused(Class<? extends MongoQuerySet> type, Map<String, String> parameters, String why) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> copy(type, parameters))
			.withMessageContaining(why)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT));
	}

	private void assertRefused(MongoQuerySet querySet, String why) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> copy(querySet)).withMessageContaining(why);
	}

	private void copy(MongoQuerySet querySet) {
		if (this.context.containsBeanDefinition("lambda")) {
			this.context.removeBeanDefinition("lambda");
		}
		Lambda.delegate = querySet;
		this.context.registerBeanDefinition("lambda", new RootBeanDefinition(Lambda.class));
		copy("lambda", Map.of());
	}

	private void copy(Class<? extends MongoQuerySet> type, Map<String, String> parameters) {
		this.context.registerBeanDefinition(type.getName(), new RootBeanDefinition(type));
		copy(type.getAnnotation(QuerySet.class).value(), parameters);
	}

	private void copy(String name, Map<String, String> parameters) {
		Selector selector = new QuerySets(this.context, MaskKey.of("the key of these tests")).selector(name, parameters,
				this.answers);
		Copies.copier()
			.copy(this.source.environment(), this.target.environment(), selector,
					Copies.approval(this.target.environment()), ReplacementOptions.DEFAULT, new TransferListener() {
					});
	}

	@QuerySet("lambda")
	static class Lambda implements MongoQuerySet {

		static MongoQuerySet delegate;

		@Override
		public void select(QuerySetContext context) throws Exception {
			delegate.select(context);
		}

	}

	@QuerySet("awesome-dogs")
	static class AwesomeDogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			List<ObjectId> dogs = context.ids("dogs", Filters.eq("type", "Awesome"));
			context.dumpCollection("dogs", Filters.in("_id", dogs));
			context.dumpCollection("dog_houses", Filters.in("dog_id", dogs));
		}

	}

	@QuerySet("one-account")
	static class OneAccount implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			long account = context.prompt("account-id", "Please enter an account id", Long.class);
			context.dumpCollection("accounts", Filters.eq("_id", account));
			context.dumpCollection("campaigns", Filters.eq("account", account));
		}

	}

	@QuerySet("many-values")
	static class ManyValues implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			List<Object> numbers = new ArrayList<>(LongStream.range(0, 30_000).boxed().toList());
			numbers.add(0, "a");
			numbers.add("A");
			numbers.add(null);
			context.dumpCollection("numbers", Filters.in("number", numbers));
		}

	}

	@QuerySet("owners-of-dogs")
	static class OwnersOfDogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.dumpCollection("owners", Filters.in("_id", context.values("dogs", new Document(), "owner")));
		}

	}

	@QuerySet("without-logs")
	static class WithoutLogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.exclude("logs");
		}

	}

	@QuerySet("only-dogs")
	static class OnlyDogs implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.only();
			context.dumpCollection("dogs");
		}

	}

	@QuerySet("masked")
	static class Masked implements MongoQuerySet {

		@Override
		public void select(QuerySetContext context) {
			context.mask("users", "email", Masks.email());
			context.mask("users", "name", Masks.name());
			context.mask("users", "phones.number", Masks.phone());
			context.maskIfPresent("users", "absent.field", Masks.hash());
			context.transform("users", (document) -> {
				document.remove("secret");
				return document.append("copied", true);
			});
		}

	}

	private static final class Answers implements QuerySetConversation {

		private final List<String> asked = new ArrayList<>();

		private String answer = "";

		@Override
		public boolean canAsk() {
			return !this.answer.isEmpty();
		}

		@Override
		public String ask(String question) {
			this.asked.add(question);
			return this.answer;
		}

		@Override
		public void say(String line) {
		}

	}

}
