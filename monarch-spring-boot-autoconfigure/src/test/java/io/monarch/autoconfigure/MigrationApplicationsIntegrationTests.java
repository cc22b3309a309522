package io.monarch.autoconfigure;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.autoconfigure.dogs.Dog;
import io.monarch.autoconfigure.dogs.DogRepository;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationFailedException;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Lazy;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.SessionSynchronization;
import org.springframework.data.mongodb.config.EnableMongoAuditing;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.ReactiveMongoOperations;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.mapping.event.AbstractMongoEventListener;
import org.springframework.data.mongodb.core.mapping.event.BeforeConvertCallback;
import org.springframework.data.mongodb.core.mapping.event.BeforeSaveEvent;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.gridfs.GridFsTemplate;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Migrates with applications of many shapes, each with real beans.
 */
@RealMongo
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class MigrationApplicationsIntegrationTests {

	private static final List<String> ran = new CopyOnWriteArrayList<>();

	private static final List<String> preferences = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		ran.clear();
		preferences.clear();
	}

	@EverySpringBoot
	@ParameterizedTest
	@ValueSource(classes = { BootTemplate.class, TwoTemplatesOfOneFactory.class, TemplateOfItsOwnFactory.class,
			UsualTemplateAndAudit.class, OperationsOnly.class })
	void repositoriesTakePartInTheTransaction(Class<?> application, TestDatabase database) {
		MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
				() -> start(database, application, Repositories.class, InsertingAndFailing.class));
		assertThat(failure).hasMessageContaining("boom");
		assertThat(database.collection("dogs").countDocuments()).isZero();
		assertThat(ran).containsExactly("1_inserting");
	}

	@Test
	void repositoriesOfANamedTemplateTakePartInTheTransaction(TestDatabase database) {
		assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> start(database,
				OneOfTwoOnTheDatabase.class, RepositoriesOfShop.class, InsertingAndFailing.class));
		assertThat(database.collection("dogs").countDocuments()).isZero();
	}

	@Test
	void transactionIsRefusedWhereItIsNotClearWhoseItHasToBe(TestDatabase database) {
		MonarchException failure = refused(database, TwoFactories.class, RepositoriesOfShop.class,
				InsertingAndFailing.class);
		assertThat(failure).hasMessageContainingAll("'1_inserting'", "is transactional",
				"'shopTemplate', 'secondTemplate'");
		assertThat(failure.action()).contains("@Primary", "'mongoTemplate'");
		start(database, TwoFactories.class, RepositoriesOfShop.class, Plain.class).close();
		assertThat(ran).containsExactly("2_plain");
		assertThat(database.collection("dogs").countDocuments()).isOne();
	}

	@ParameterizedTest
	@ValueSource(classes = { WithAudit.class, WithClient.class, WithFactory.class, WithGridFs.class, WithReactive.class,
			WithService.class, WithProvider.class, WithLazyAudit.class, WithLazyField.class })
	void transactionIsRefusedWhereABeanWouldWritePastIt(Class<?> migration, TestDatabase database) {
		MonarchException failure = refused(database, UsualTemplateAndAudit.class, Repositories.class, Plain.class,
				Service.class, migration);
		assertThat(failure).hasMessageContaining("is transactional, but uses the bean");
		assertThat(failure.action()).startsWith("Nothing was run.").contains("context.mongo()");
		assertThat(ran).isEmpty();
	}

	@Test
	void transactionIsRefusedWhereTheTemplateTakesPartInNone(TestDatabase database) {
		assertThat(refused(database, NeverInTransactions.class, Repositories.class, InsertingAndFailing.class))
			.hasMessageContaining("SessionSynchronization.NEVER");
	}

	@Test
	void allIsCheckedBeforeTheFirstMigrationOnAnotherEnvironment(TestDatabase database) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database, "none", staging, BootTemplate.class,
						Repositories.class, Plain.class, WithRepositoryLast.class)) {
			MonarchException failure = catchThrowableOfType(MonarchException.class, () -> migrateStaging(context));
			assertThat(failure).hasMessageContaining("'9_with_repository' uses the bean");
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(ran).isEmpty();
			assertThat(staging.collection("monarch_migrations").countDocuments()).isZero();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { WithRepositoryProvider.class, WithLazyRepository.class })
	void beanThatAMigrationAsksForLaterIsFoundBeforeTheFirstMigrationOnAnotherEnvironment(Class<?> migration,
			TestDatabase database) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database, "none", staging, BootTemplate.class,
						Repositories.class, Plain.class, migration)) {
			assertThat(catchThrowableOfType(MonarchException.class, () -> migrateStaging(context)))
				.hasMessageContaining("'8_later' uses the bean");
			assertThat(ran).isEmpty();
		}
	}

	@Test
	void repositoryThatAMigrationAsksForLaterTakesPartInTheTransaction(TestDatabase database) {
		start(database, UsualTemplateAndAudit.class, Repositories.class, WithRepositoryProvider.class).close();
		assertThat(ran).containsExactly("refused");
		assertThat(database.collection("dogs").countDocuments()).isOne();
	}

	@Test
	void beanThatCannotBeCreatedIsFoundBeforeTheFirstMigration(TestDatabase database) {
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> start(database, BootTemplate.class, Repositories.class, Plain.class, Uncreatable.class))
			.withMessageContaining("The bean of migration '9_uncreatable' cannot be created");
		assertThat(ran).isEmpty();
	}

	@EverySpringBoot
	@Test
	void templateOnAnotherEnvironmentDoesWhatTheApplicationsDoes(TestDatabase database) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database, "none", staging, Encrypting.class,
						SavingOwners.class)) {
			migrateStaging(context);
			assertThat(staging.collection("owners").find().into(new ArrayList<>())).hasSize(2)
				.allSatisfy((owner) -> assertThat(owner).containsEntry("name", "encrypted(Ada)")
					.containsEntry("seen", "by the listener")
					.containsKey("created"));
			assertThat(ran).containsExactly("MAJORITY true", "MAJORITY true");
			assertThat(database.collection("owners").countDocuments()).isZero();
		}
	}

	@Test
	void callbackThatSpeaksToTheApplicationsDatabaseIsNamedOnAnotherEnvironment(TestDatabase database) {
		List<String> warnings = new ArrayList<>();
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database, "none", staging, Numbering.class,
						Repositories.class, Plain.class)) {
			context.getBean(MigrationRunner.class)
				.migrate(context.getBean(Environments.class).get("staging"), new MigrationListener() {

					@Override
					public void warned(String message) {
						warnings.add(message);
					}

				});
		}
		assertThat(warnings).singleElement()
			.asString()
			.contains("'numbering'", "uses the bean 'mongoTemplate'", "'staging'");
	}

	@Test
	void refusalIsToldByADryRunToo(TestDatabase database) {
		try (ConfigurableApplicationContext context = start(database, "none", database, UsualTemplateAndAudit.class,
				WithAudit.class)) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> context.getBean(MigrationRunner.class)
					.migrations()
					.dryRun(context.getBean(Environments.class).application().orElseThrow()))
				.withMessageContaining("uses the bean 'auditTemplate'");
		}
	}

	@Test
	void templateOfAnotherClassIsMadeOfThatClassOrRefused(TestDatabase database) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database, "none", staging, Subclassed.class,
						Plain.class)) {
			migrateStaging(context);
			assertThat(staging.collection("dogs").countDocuments()).isOne();
			assertThat(ran).containsExactly("saved by the subclass", "2_plain");
		}
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database, "none", staging, Anonymous.class,
						Plain.class)) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> migrateStaging(context))
				.withMessageContaining("cannot be created for another database");
			assertThat(staging.collection("dogs").countDocuments()).isZero();
		}
	}

	@EverySpringBoot
	@ParameterizedTest
	@ValueSource(strings = { "secondary", "secondaryPreferred", "nearest" })
	void migrationsReadFromThePrimary(String preference, TestDatabase database) {
		String uri = uri(database, "readPreference=" + preference);
		try (ConfigurableApplicationContext context = start(uri, "application-runner", uri, BootTemplate.class,
				Listening.class, Repositories.class, Reading.class, ReadingInTransaction.class)) {
			assertThat(ran).containsExactly("3_reading", "4_reading");
			assertThat(preferences).isNotEmpty().containsOnly("primary");
			assertThat(context.getBean(MongoTemplate.class).getReadPreference()).isNull();
			assertThat(context.getBean(MongoTemplate.class).getDb().getReadPreference().getName())
				.isEqualTo(preference);
		}
	}

	@Test
	void migrationsOfAnotherEnvironmentReadFromThePrimary(TestDatabase database) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database.uri(), "none",
						uri(staging, "readPreference=secondary"), BootTemplate.class, TellingPreferences.class)) {
			migrateStaging(context);
			assertThat(preferences).containsExactly("primary", "primary");
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { SwallowingByRepository.class, SwallowingByTemplate.class, SwallowingByDriver.class,
			SwallowingAndGoingOn.class })
	void failureThatIsSwallowedIsToldAndNotTriedAgain(Class<?> migration, TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", "Rex"));
		MigrationFailedException failure = catchThrowableOfType(MigrationFailedException.class,
				() -> start(database, BootTemplate.class, Repositories.class, migration));
		assertThat(failure).hasMessageContainingAll("An operation of the transaction failed", "E11000", "Rex");
		assertThat(ran).hasSize(1);
		assertThat(database.collection("dogs").countDocuments()).isOne();
	}

	@ParameterizedTest
	@ValueSource(classes = { SwallowingByTemplate.class, SwallowingByDriver.class })
	void failureThatIsSwallowedOnAnotherEnvironmentIsToldAndNotTriedAgain(Class<?> migration, TestDatabase database) {
		try (TestDatabase staging = TestDatabase.create();
				ConfigurableApplicationContext context = start(database, "none", staging, BootTemplate.class,
						migration)) {
			staging.collection("dogs").insertOne(new Document("_id", "Rex"));
			assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrateStaging(context))
				.withMessageContaining("E11000");
			assertThat(ran).hasSize(1);
		}
	}

	@Test
	void failureThatIsSwallowedWithAClientOfTheApplicationsOwnMakingIsNotTriedForLong(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("_id", "Rex"));
		assertThatExceptionOfType(MigrationFailedException.class)
			.isThrownBy(() -> start(database, OwnClient.class, Repositories.class, SwallowingByRepository.class))
			.withMessageContaining("It does so when an operation of a transaction fails");
		assertThat(ran).hasSize(3);
	}

	@Test
	void migrationForAnotherEnvironmentIsNamedWhereNoNameWasGiven(TestDatabase database, CapturedOutput output) {
		start(database, BootTemplate.class, ForProduction.class).close();
		assertThat(output.getAll()).contains("Migration '5_for_production' (for production) is not run",
				"Set monarch.environment");
		assertThat(ran).isEmpty();
	}

	private static MonarchException refused(TestDatabase database, Class<?>... application) {
		MonarchException failure = catchThrowableOfType(MonarchException.class, () -> start(database, application));
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(database.collection("dogs").countDocuments()).isZero();
		return failure;
	}

	private static void migrateStaging(ConfigurableApplicationContext context) {
		context.getBean(MigrationRunner.class)
			.migrate(context.getBean(Environments.class).get("staging"), new MigrationListener() {
			});
	}

	private static ConfigurableApplicationContext start(TestDatabase database, Class<?>... application) {
		return start(database.uri(), "application-runner", database.uri(), application);
	}

	private static ConfigurableApplicationContext start(TestDatabase database, String trigger, TestDatabase staging,
			Class<?>... application) {
		return start(database.uri(), trigger, staging.uri(), application);
	}

	private static ConfigurableApplicationContext start(String uri, String trigger, String staging,
			Class<?>... application) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setRegisterShutdownHook(false);
		spring.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		return spring.run("--spring.mongodb.uri=" + uri, "--monarch.migration.trigger=" + trigger,
				"--monarch.environments.staging.uri=" + staging, "--monarch.environments.staging.protection=open");
	}

	private static String uri(TestDatabase database, String option) {
		return database.uri() + (database.uri().contains("?") ? "&" : "?") + option;
	}

	@org.springframework.data.mongodb.core.mapping.Document("owners")
	static class Owner {

		@Id
		@Nullable String id;

		String name = "Ada";

		@CreatedDate
		@Nullable Instant created;

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class BootTemplate {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMongoRepositories(basePackageClasses = DogRepository.class)
	static class Repositories {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableMongoRepositories(basePackageClasses = DogRepository.class, mongoTemplateRef = "shopTemplate")
	static class RepositoriesOfShop {

	}

	static class TwoTemplatesOfOneFactory extends BootTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

		@Bean
		MongoTemplate auditTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

	}

	static class TemplateOfItsOwnFactory extends BootTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoClient client, MongoDatabaseFactory factory) {
			return new MongoTemplate(client, factory.getMongoDatabase().getName());
		}

	}

	static class UsualTemplateAndAudit extends BootTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

		@Bean
		MongoTemplate auditTemplate(MongoClient client, MongoDatabaseFactory factory) {
			return new MongoTemplate(client, factory.getMongoDatabase().getName());
		}

	}

	/**
	 * That of Spring Boot needs one template.
	 */
	static class WithFiles extends BootTemplate {

		@Bean
		GridFsTemplate files(MongoDatabaseFactory factory, MongoConverter converter) {
			return new GridFsTemplate(factory, converter);
		}

	}

	static class OneOfTwoOnTheDatabase extends WithFiles {

		@Bean
		MongoTemplate shopTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

		@Bean
		MongoTemplate auditTemplate(MongoClient client) {
			return new MongoTemplate(client, "monarch_audit");
		}

	}

	static class OperationsOnly extends BootTemplate {

		@Bean
		org.springframework.data.mongodb.core.MongoOperations mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

	}

	static class TwoFactories extends WithFiles {

		@Bean
		MongoTemplate shopTemplate(MongoClient client, MongoDatabaseFactory factory) {
			return new MongoTemplate(client, factory.getMongoDatabase().getName());
		}

		@Bean
		MongoTemplate secondTemplate(MongoClient client, MongoDatabaseFactory factory) {
			return new MongoTemplate(client, factory.getMongoDatabase().getName());
		}

	}

	static class NeverInTransactions extends BootTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			MongoTemplate template = new MongoTemplate(factory);
			template.setSessionSynchronization(SessionSynchronization.NEVER);
			return template;
		}

	}

	static class OwnClient extends BootTemplate {

		@Bean
		MongoClient mongoClient(@Value("${spring.mongodb.uri}") String uri) {
			return MongoClients.create(uri);
		}

	}

	static class Subclassed extends BootTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new TellingTemplate(factory);
		}

	}

	static class TellingTemplate extends MongoTemplate {

		TellingTemplate(MongoDatabaseFactory factory) {
			super(factory);
		}

		@Override
		public <T> T insert(T objectToSave) {
			ran.add("saved by the subclass");
			return super.insert(objectToSave);
		}

	}

	static class Anonymous extends BootTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory) {

			};
		}

	}

	@EnableMongoAuditing
	static class Encrypting extends BootTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			MongoTemplate template = new MongoTemplate(factory);
			template.setWriteConcern(WriteConcern.MAJORITY);
			template.setWriteConcernResolver((action) -> action.getDefaultWriteConcern());
			return template;
		}

		@Bean
		BeforeConvertCallback<Owner> encryption() {
			return (owner, collection) -> {
				owner.name = "encrypted(" + owner.name + ")";
				return owner;
			};
		}

		@Bean
		AbstractMongoEventListener<Owner> listener() {
			return new AbstractMongoEventListener<>() {

				@Override
				public void onBeforeSave(BeforeSaveEvent<Owner> event) {
					event.getDocument().put("seen", "by the listener");
				}

			};
		}

	}

	static class Numbering extends BootTemplate {

		@Bean
		AbstractMongoEventListener<Owner> numbering(MongoTemplate template) {
			return new AbstractMongoEventListener<>() {

			};
		}

	}

	static class Listening {

		@Bean
		MongoClientSettingsBuilderCustomizer listeningCustomizer() {
			return (settings) -> settings.addCommandListener(new CommandListener() {

				@Override
				public void commandStarted(CommandStartedEvent event) {
					if (List.of("find", "aggregate", "count", "distinct").contains(event.getCommandName())
							&& event.getCommand().getString(event.getCommandName()).getValue().equals("dogs")) {
						preferences.add(event.getCommand().containsKey("$readPreference")
								? event.getCommand().getDocument("$readPreference").getString("mode").getValue()
								: "primary");
					}
				}

			});
		}

	}

	@Migration(id = "1_inserting", transactional = true)
	static class InsertingAndFailing implements MongoMigration {

		private final DogRepository dogs;

		InsertingAndFailing(DogRepository dogs) {
			this.dogs = dogs;
		}

		@Override
		public void migrate(MigrationContext context) {
			ran.add("1_inserting");
			this.dogs.insert(new Dog("Rex"));
			context.mongo().insert(new Dog("Bello"));
			context.database().getCollection("dogs").insertOne(new Document("_id", "Laika"));
			throw new IllegalStateException("boom");
		}

	}

	@Migration("2_plain")
	static class Plain implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Dog("Rex"));
			ran.add("2_plain");
		}

	}

	abstract static class Refused implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			ran.add("refused");
		}

	}

	@Migration(id = "6_with_audit", transactional = true)
	static class WithAudit extends Refused {

		WithAudit(MongoTemplate auditTemplate) {
		}

	}

	@Migration(id = "6_with_client", transactional = true)
	static class WithClient extends Refused {

		WithClient(MongoClient client) {
		}

	}

	@Migration(id = "6_with_factory", transactional = true)
	static class WithFactory extends Refused {

		WithFactory(MongoDatabaseFactory factory) {
		}

	}

	@Migration(id = "6_with_grid_fs", transactional = true)
	static class WithGridFs extends Refused {

		WithGridFs(GridFsTemplate files) {
		}

	}

	@Migration(id = "6_with_reactive", transactional = true)
	static class WithReactive extends Refused {

		WithReactive(Runnable reactiveService) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Service {

		@Bean
		Appendable service(MongoClient client) {
			return new StringBuilder();
		}

		@Bean
		@DependsOn("reactiveTemplate")
		Runnable reactiveService() {
			return () -> {
			};
		}

		/**
		 * One that is not one: there is no reactive driver here.
		 */
		@Bean
		FactoryBean<?> reactiveTemplate() {
			return new FactoryBean<>() {

				@Override
				public Object getObject() {
					return "reactive";
				}

				@Override
				public Class<?> getObjectType() {
					return ReactiveMongoOperations.class;
				}

			};
		}

	}

	@Migration(id = "6_with_service", transactional = true)
	static class WithService extends Refused {

		WithService(Appendable service) {
		}

	}

	@Migration(id = "6_with_provider", transactional = true)
	static class WithProvider extends Refused {

		private final ObjectProvider<MongoClient> client;

		WithProvider(ObjectProvider<MongoClient> client) {
			this.client = client;
		}

	}

	@Migration(id = "6_with_lazy_audit", transactional = true)
	static class WithLazyAudit extends Refused {

		WithLazyAudit(@Lazy @Qualifier("auditTemplate") MongoTemplate auditTemplate) {
		}

	}

	@Migration(id = "6_with_lazy_field", transactional = true)
	static class WithLazyField extends Refused {

		@Lazy
		@Autowired
		@Nullable MongoTemplate auditTemplate;

	}

	@Migration(id = "8_later", transactional = true)
	static class WithRepositoryProvider extends Refused {

		private final ObjectProvider<DogRepository> dogs;

		WithRepositoryProvider(ObjectProvider<DogRepository> dogs) {
			this.dogs = dogs;
		}

		@Override
		public void migrate(MigrationContext context) {
			super.migrate(context);
			this.dogs.getObject().insert(new Dog("Rex"));
		}

	}

	@Migration("8_later")
	static class WithLazyRepository extends Refused {

		WithLazyRepository(@Lazy DogRepository dogs) {
		}

	}

	@Migration("9_with_repository")
	static class WithRepositoryLast extends Refused {

		WithRepositoryLast(DogRepository dogs) {
		}

	}

	@Migration("9_uncreatable")
	static class Uncreatable extends Refused {

		Uncreatable(java.util.StringJoiner missing) {
		}

	}

	@Migration("3_saving_owners")
	static class SavingOwners implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			save(context);
		}

		static void save(MigrationContext context) {
			for (int i = 0; i < 2; i++) {
				context.mongo().save(new Owner());
				DirectFieldAccessor fields = new DirectFieldAccessor(context.mongo());
				ran.add(((WriteConcern) fields.getPropertyValue("writeConcern")).getWString().toUpperCase() + " "
						+ (fields.getPropertyValue("writeConcernResolver") != null));
			}
		}

	}

	abstract static class ReadingEverywhere implements MongoMigration {

		private final DogRepository dogs;

		ReadingEverywhere(DogRepository dogs) {
			this.dogs = dogs;
		}

		@Override
		public void migrate(MigrationContext context) {
			assertThat(this.dogs.findAll()).isEmpty();
			assertThat(this.dogs.count()).isZero();
			assertThat(context.mongo().findAll(Dog.class)).isEmpty();
			assertThat(context.mongo().findDistinct(new Query(), "name", Dog.class, String.class)).isEmpty();
			assertThat(context.mongo().getCollection("dogs").find()).isEmpty();
			MongoDatabase database = context.mongo().getDb();
			assertThat(database.getCollection("dogs").find()).isEmpty();
			assertThat(context.database().getCollection("dogs").find()).isEmpty();
			ran.add(getClass().getAnnotation(Migration.class).id());
		}

	}

	@Migration(id = "3_reading")
	static class Reading extends ReadingEverywhere {

		Reading(DogRepository dogs) {
			super(dogs);
		}

	}

	@Migration(id = "4_reading", transactional = true)
	static class ReadingInTransaction extends ReadingEverywhere {

		ReadingInTransaction(DogRepository dogs) {
			super(dogs);
		}

	}

	@Migration("3_telling")
	static class TellingPreferences implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			for (ReadPreference preference : Arrays.asList(context.mongo().getDb().getReadPreference(),
					context.database().getReadPreference())) {
				preferences.add(preference.getName());
			}
		}

	}

	abstract static class Swallowing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			ran.add("swallowing");
			context.mongo().insert(new Document("name", "before"), "others");
			try {
				insert(context);
			}
			catch (DuplicateKeyException | com.mongodb.MongoWriteException ex) {
				// it is there already: let it be
			}
		}

		abstract void insert(MigrationContext context);

	}

	@Migration(id = "7_by_repository", transactional = true)
	static class SwallowingByRepository extends Swallowing {

		private final DogRepository dogs;

		SwallowingByRepository(DogRepository dogs) {
			this.dogs = dogs;
		}

		@Override
		void insert(MigrationContext context) {
			this.dogs.insert(new Dog("Rex"));
		}

	}

	@Migration(id = "7_by_template", transactional = true)
	static class SwallowingByTemplate extends Swallowing {

		@Override
		void insert(MigrationContext context) {
			context.mongo().insert(new Dog("Rex"));
		}

	}

	@Migration(id = "7_by_driver", transactional = true)
	static class SwallowingByDriver extends Swallowing {

		@Override
		void insert(MigrationContext context) {
			context.database().getCollection("dogs").insertOne(new Document("_id", "Rex"));
		}

	}

	@Migration(id = "7_going_on", transactional = true)
	static class SwallowingAndGoingOn extends SwallowingByTemplate {

		@Override
		public void migrate(MigrationContext context) {
			super.migrate(context);
			context.mongo().insert(new Document("name", "after"), "others");
		}

	}

	@Migration(id = "5_for_production", environments = "production")
	static class ForProduction extends Refused {

	}

}
