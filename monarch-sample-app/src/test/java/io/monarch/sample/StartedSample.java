package io.monarch.sample;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.LoggingMigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.queryset.QuerySetConversation;
import io.monarch.queryset.QuerySets;
import io.monarch.safety.Approval;
import io.monarch.safety.Confirmation;
import io.monarch.safety.DestructiveAction;
import io.monarch.safety.Guard;
import io.monarch.safety.Questions;
import io.monarch.transfer.CollectionSummary;
import io.monarch.transfer.EnvironmentCopier;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import org.bson.Document;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample application as a test started it.
 */
final class StartedSample implements AutoCloseable {

	static final String CREATE = "202611010900_create_dogs";

	static final String INDEX = "202611020930_index_dogs_by_owner";

	static final String RENAME = "202611051415_rename_race_to_breed";

	static final String PAY = "202611091000_pay_for_houses";

	static final String PAINT = "202611121130_paint_houses";

	static final String CAMPAIGNS = "202611180930_create_campaigns";

	static final String SPLIT = "202611231015_split_owner_names";

	static final String PUPPIES = "202611161645_add_puppies";

	final ConfigurableApplicationContext context;

	private StartedSample(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static StartedSample start(String... properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off"));
		for (String property : properties) {
			arguments.add("--" + property);
		}
		return new StartedSample(SpringApplication.run(SampleApplication.class, arguments.toArray(String[]::new)));
	}

	MongoTemplate mongo() {
		return this.context.getBean(MongoTemplate.class);
	}

	Environments environments() {
		return this.context.getBean(Environments.class);
	}

	Environment application() {
		return environments().get("application");
	}

	MigrationRunner runner() {
		return this.context.getBean(MigrationRunner.class);
	}

	TransferResult copy(String from, String to, String querySet, Map<String, String> parameters) {
		Environment target = environments().get(to);
		NobodyToAsk nobody = new NobodyToAsk();
		Approval approval = new Guard(nobody, RandomGenerator.getDefault(),
				(environment) -> DatabaseProtection.configured(environment, List.of()))
			.approve(new DestructiveAction(target, "Copy", List.of("everything")), new Confirmation(true, to));
		return this.context.getBean(EnvironmentCopier.class)
			.copy(environments().get(from), target,
					this.context.getBean(QuerySets.class).selector(querySet, parameters, nobody), approval,
					ReplacementOptions.DEFAULT, new TransferListener() {
					});
	}

	void migrateOne(String id) {
		runner().migrateOne(id, application(), new LoggingMigrationListener());
	}

	MigrationState rollback(String id) {
		return runner().rollback(id, application(), new LoggingMigrationListener()).state();
	}

	Map<String, MigrationState> states() {
		Map<String, MigrationState> states = new TreeMap<>();
		runner().migrations().list(application()).forEach((status) -> states.put(status.id(), status.state()));
		return states;
	}

	List<MigrationStatus> list() {
		return runner().migrations().list(application());
	}

	long count(String collection) {
		return this.mongo().getCollection(collection).countDocuments();
	}

	long countOf(String collection, String field, Object value) {
		return this.mongo().getCollection(collection).countDocuments(new Document(field, value));
	}

	long countWith(String collection, String field) {
		return countOf(collection, field, new Document("$exists", true));
	}

	int sum(String collection, String field) {
		Collection<Document> documents = this.mongo().getCollection(collection).find().into(new ArrayList<>());
		return documents.stream().mapToInt((document) -> document.getInteger(field, 0)).sum();
	}

	List<String> indexes(String collection) {
		List<String> names = new ArrayList<>();
		this.mongo().getCollection(collection).listIndexes().forEach((index) -> names.add(index.getString("name")));
		return names;
	}

	/**
	 * Copy production to development by each query set, and look at what arrived.
	 */
	void assertThatQuerySetsPick() {
		runner().migrate(environments().get("production"), new LoggingMigrationListener());
		TransferResult copied = copy("production", "development", "awesome-dogs", Map.of());
		MongoDatabase development = environments().get("development").mongoDatabase();
		assertThat(copied.collections()).extracting(CollectionSummary::name).contains("accounts", "owners");
		assertThat(development.getCollection("dogs").countDocuments()).isEqualTo(1000);
		assertThat(development.getCollection("dogs").countDocuments(new Document("type", "Awesome"))).isEqualTo(1000);
		assertThat(development.getCollection("dog_houses").countDocuments()).isBetween(600L, 700L);
		assertThat(development.getCollection("owners").find().first().getString("email")).startsWith("u")
			.doesNotStartWith("owner");
		assertThat(development.getCollection("owners").find().first()).containsEntry("lastName", null)
			.containsEntry("firstName", null);
		assertThat(development.getCollection("monarch_migrations").countDocuments()).isEqualTo(7);
		copy("production", "development", "one-account", Map.of("account-id", "3"));
		assertThat(development.getCollection("accounts").countDocuments()).isOne();
		assertThat(development.getCollection("campaigns").countDocuments()).isEqualTo(4);
		assertThat(development.listCollectionNames()).doesNotContain("dogs");
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * A script, which has given all answers in advance.
	 */
	private static final class NobodyToAsk implements Questions, QuerySetConversation {

		@Override
		public boolean canAsk() {
			return false;
		}

		@Override
		public void say(String line) {
		}

		@Override
		public String ask(String question) {
			throw new IllegalStateException(question);
		}

	}

}
