package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import io.monarch.autoconfigure.hounds.Hounds;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationAppliedEvent;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import jakarta.annotation.PostConstruct;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.index.Indexed;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;
import org.springframework.data.mongodb.repository.config.EnableMongoRepositories;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Starts applications whose own beans use the database as soon as they can: as a tool,
 * where they have to be at rest, and as a deployment that has something to migrate.
 */
@RealMongo
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class ApplicationBeansIntegrationTests {

	private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

	private static final String ABSENT = "mongodb://127.0.0.1:1/absent?serverSelectionTimeoutMS=500";

	@RegisterExtension
	private final ExitCodes exitCodes = new ExitCodes();

	@BeforeEach
	void start() {
		happened.clear();
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void commandOnAnotherDatabaseNeedsNothingOfTheApplication(String lazy, TestDatabase database,
			CapturedOutput output) {
		command(ABSENT, "--spring.main.lazy-initialization=" + lazy,
				"--monarch.environments.other.uri=" + database.uri(), "list-migrations", "other");
		assertThat(this.exitCodes.take()).as(output.getErr()).containsExactly(0);
		assertThat(output.getOut()).contains("1_unique");
		assertThat(happened).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "list-environments", "list-migrations application" })
	void commandWritesNothingToTheDatabaseOfTheApplication(String command, TestDatabase database,
			CapturedOutput output) {
		command(database.uri(), command.split(" "));
		assertThat(this.exitCodes.take()).as(output.getErr()).containsExactly(0);
		assertThat(database.database().listCollectionNames()).isEmpty();
		assertThat(happened).isEmpty();
	}

	@Test
	void commandMigratesDataThatViolatesANewIndexAndTellsListenersOfIt(TestDatabase database, CapturedOutput output) {
		violate(database);
		command(database.uri(), "migrate", "application", "--confirm", "application");
		assertThat(this.exitCodes.take()).as(output.getErr()).containsExactly(0);
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(indexes(database)).containsExactly("_id_");
		assertThat(happened).containsExactly("made ready", "migrated 1_unique");
	}

	@EverySpringBoot
	@ParameterizedTest
	@ValueSource(strings = { "application-runner", "before-web-server", "before-beans" })
	void deploymentMigratesDataThatViolatesANewIndexAndThenCreatesIt(String trigger, TestDatabase database) {
		violate(database);
		try (ConfigurableApplicationContext context = deploy(database, trigger, Indexing.class, Unique.class)) {
			assertThat(database.collection("dogs").countDocuments()).isEqualTo(1);
			assertThat(indexes(database)).containsExactlyInAnyOrder("_id_", "tag");
			assertThat(context.getBean(MongoMappingContext.class).isAutoIndexCreation()).isTrue();
			context.getBean(MongoTemplate.class).insert(new Cat("1", "Tom"));
			assertThat(database.collection("cats").listIndexes().into(new ArrayList<>())).hasSize(2);
		}
	}

	/**
	 * A parameter of a post-processor is looked up by type among all beans, and for that
	 * Spring creates factories whose type it does not know.
	 */
	@Test
	void deploymentMigratesDataThatViolatesANewIndexBesideAFactoryBeanOfUnknownType(TestDatabase database) {
		violate(database);
		// A post-processor of Actuator has such a parameter.
		String[] arguments = Stream
			.concat(Stream.of(arguments(database, "application-runner")),
					Stream.of("--spring.autoconfigure.exclude="
							+ "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration"))
			.toArray(String[]::new);
		application(Indexing.class, Unique.class, UnknownFactory.class).run(arguments).close();
		assertThat(database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(indexes(database)).containsExactlyInAnyOrder("_id_", "tag");
	}

	@Test
	void beansOfTheBackgroundSeeWhatMigrationsHaveDoneBeforeBeans(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("name", "old"));
		deploy(database, "before-beans", Rename.class, Background.class).close();
		assertThat(happened).containsExactly("background new");
	}

	@Test
	void commandCreatesNoBeansOfTheBackground(TestDatabase database, CapturedOutput output) {
		SpringApplication application = application(Background.class);
		assertThat(catchThrowable(
				() -> application.run("--spring.mongodb.uri=" + database.uri(), "monarch", "list-environments")))
			.isNotNull();
		assertThat(this.exitCodes.take()).as(output.getErr()).containsExactly(0);
		assertThat(happened).isEmpty();
	}

	@Test
	void indexesAreCreatedAtOnceWhereNothingIsMigrated(TestDatabase database) {
		deploy(database, "application-runner", Indexing.class).close();
		assertThat(indexes(database)).containsExactlyInAnyOrder("_id_", "tag");
		database.collection("dogs").drop();
		deploy(database, "none", Indexing.class, Unique.class).close();
		assertThat(indexes(database)).containsExactlyInAnyOrder("_id_", "tag");
	}

	@EverySpringBoot
	@ParameterizedTest
	@ValueSource(strings = { "before-beans", "before-web-server", "application-runner" })
	void beansSeeWhatTheTableOfThePageSays(String trigger, TestDatabase database) {
		database.collection("dogs").insertOne(new Document("name", "old"));
		deploy(database, trigger, Warming.class, Rename.class).close();
		String expected = trigger.equals("before-beans") ? "new" : "old";
		assertThat(happened).contains("@PostConstruct " + expected, "singletons " + expected);
		assertThat(happened).contains("refreshed " + (trigger.equals("application-runner") ? "old" : "new"));
	}

	@Test
	void beanThatAMigrationNeedsIsCreatedBeforeItAlsoWhereItIsTheFirst(TestDatabase database) {
		database.collection("dogs").insertOne(new Document("name", "old"));
		deploy(database, "before-beans", Warming.class, WithNamer.class, Namer.class).close();
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "by a namer");
		assertThat(happened).contains("@PostConstruct by a namer");
	}

	@Test
	void beanThatWaitsForMigrationsCannotBeNeededByOne(TestDatabase database, CapturedOutput output) {
		AtomicInteger exitCode = new AtomicInteger();
		SpringApplication application = application(WithNamer.class, Waiting.class);
		application.addListeners((ExitCodeEvent event) -> exitCode.set(event.getExitCode()));
		Throwable failure = catchThrowable(() -> application.run(arguments(database, "before-beans")));
		MonarchException cause = null;
		for (Throwable each = failure; each != null && cause == null; each = each.getCause()) {
			cause = (each instanceof MonarchException monarch) ? monarch : null;
		}
		assertThat(cause).isNotNull()
			.hasMessageContaining("A migration needs a bean that depends on the migrations")
			.hasMessageContaining("WithNamer' -> 'namer' -> 'monarchMigrations'")
			.extracting(MonarchException::kind)
			.isEqualTo(Kind.BAD_INPUT);
		assertThat(cause.action()).contains("@DependsOn(\"monarchMigrations\")");
		assertThat(exitCode).hasValue(2);
		assertThat(database.collection("monarch_migrations").countDocuments()).isZero();
	}

	@Test
	void startFailsBeforeBeansWithTheExitCodeOfTheFailure(TestDatabase database) {
		AtomicInteger exitCode = new AtomicInteger();
		SpringApplication application = application(Warming.class, Failing.class);
		application.addListeners((ExitCodeEvent event) -> exitCode.set(event.getExitCode()));
		assertThat(catchThrowable(() -> application.run(arguments(database, "before-beans")))).isNotNull();
		assertThat(exitCode).hasValue(1);
		assertThat(happened).isEmpty();
	}

	private static void violate(TestDatabase database) {
		database.collection("dogs").insertMany(List.of(new Document("tag", "1"), new Document("tag", "1")));
	}

	private static List<String> indexes(TestDatabase database) {
		return database.collection("dogs")
			.listIndexes()
			.into(new ArrayList<>())
			.stream()
			.map((index) -> index.getString("name"))
			.toList();
	}

	private void command(String uri, String... words) {
		SpringApplication application = application(Busy.class, Indexing.class, Unique.class);
		String[] arguments = Stream
			.concat(Stream.of("--spring.mongodb.uri=" + uri, "--spring.data.mongodb.auto-index-creation=true",
					"monarch"), Arrays.stream(words))
			.toArray(String[]::new);
		assertThat(catchThrowable(() -> application.run(arguments))).isNotNull();
	}

	private static ConfigurableApplicationContext deploy(TestDatabase database, String trigger, Class<?>... sources) {
		return application(sources).run(arguments(database, trigger));
	}

	private static String[] arguments(TestDatabase database, String trigger) {
		return new String[] { "--spring.mongodb.uri=" + database.uri(), "--monarch.migration.trigger=" + trigger,
				"--spring.data.mongodb.auto-index-creation=true" };
	}

	private static SpringApplication application(Class<?>... sources) {
		SpringApplication application = new SpringApplication(sources);
		application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		return application;
	}

	@org.springframework.data.mongodb.core.mapping.Document("cats")
	record Cat(@Id String id, @Indexed String name) {

	}

	/**
	 * Has a repository, and so an entity whose index is created with the template.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableMongoRepositories(basePackageClasses = Hounds.class)
	static class Indexing {

	}

	/**
	 * Uses the database in all the ways that do not wait for anyone.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Busy {

		@Bean
		@Lazy(false)
		Object eager(MongoTemplate template) {
			return write(template, "eager bean");
		}

		@Bean
		SmartInitializingSingleton singletons() {
			return () -> happened.add("singletons");
		}

		@Bean
		Ready ready() {
			return new Ready();
		}

		@Bean
		SmartLifecycle lifecycle(MongoTemplate template) {
			return new SmartLifecycle() {

				@Override
				public void start() {
					write(template, "lifecycle");
				}

				@Override
				public void stop() {
				}

				@Override
				public boolean isRunning() {
					return false;
				}

			};
		}

		@EventListener
		void on(ContextRefreshedEvent event) {
			write(event.getApplicationContext().getBean(MongoTemplate.class), "refreshed");
		}

		@Bean
		ApplicationListener<ContextRefreshedEvent> listener(MongoTemplate template) {
			return (event) -> write(template, "listener");
		}

		@EventListener
		void on(ContextClosedEvent event) {
			write(event.getApplicationContext().getBean(MongoTemplate.class), "closed");
		}

		@EventListener
		void on(MigrationAppliedEvent event) {
			happened.add("migrated " + event.id());
		}

		private static Object write(MongoTemplate template, String what) {
			happened.add(what);
			return template.insert(new Document("by", what), "seeds");
		}

	}

	/**
	 * Is needed by a migration, and has to be made ready then, but not to be scheduled.
	 */
	static class Ready implements SmartInitializingSingleton {

		@Override
		public void afterSingletonsInstantiated() {
			happened.add("made ready");
		}

		@Scheduled(fixedDelay = 1)
		void schedule() {
			happened.add("scheduled");
		}

	}

	@Migration("1_unique")
	static class Unique implements MongoMigration {

		Unique(org.springframework.beans.factory.ObjectProvider<Ready> ready) {
			ready.getIfAvailable();
		}

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("dogs").deleteOne(new Document("tag", "1"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Warming {

		private final MongoClient client;

		private final MongoTemplate template;

		Warming(MongoClient client, MongoTemplate template) {
			this.client = client;
			this.template = template;
		}

		@PostConstruct
		void warm() {
			happened.add("@PostConstruct " + name());
		}

		@Bean
		SmartInitializingSingleton singletons() {
			return () -> happened.add("singletons " + name());
		}

		@EventListener
		void on(ContextRefreshedEvent event) {
			happened.add("refreshed " + name());
		}

		private String name() {
			Document dog = this.client.getDatabase(this.template.getDb().getName())
				.getCollection("dogs")
				.find()
				.first();
			return (dog != null) ? dog.getString("name") : "none";
		}

	}

	static class UnknownFactory implements FactoryBean<Object> {

		UnknownFactory(MongoTemplate template) {
		}

		@Override
		public Object getObject() {
			return "made";
		}

		@Override
		public @Nullable Class<?> getObjectType() {
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Background {

		@Bean
		Executor bootstrapExecutor() {
			return new SimpleAsyncTaskExecutor("background-");
		}

		@Bean(bootstrap = Bean.Bootstrap.BACKGROUND)
		Object warmed(MongoTemplate template) {
			Document dog = template.getCollection("dogs").find().first();
			happened.add("background " + ((dog != null) ? dog.getString("name") : "none"));
			return "warmed";
		}

	}

	@Migration("1_rename")
	static class Rename implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("dogs")
				.updateMany(new Document(), new Document("$set", new Document("name", "new")));
		}

	}

	static class Namer {

		String name() {
			return "by a namer";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Waiting {

		@Bean
		@DependsOn("monarchMigrations")
		Namer namer() {
			return new Namer();
		}

	}

	@Migration("1_with_namer")
	static class WithNamer implements MongoMigration {

		private final Namer namer;

		WithNamer(Namer namer) {
			this.namer = namer;
		}

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("dogs")
				.updateMany(new Document(), new Document("$set", new Document("name", this.namer.name())));
		}

	}

	@Migration("1_failing")
	static class Failing implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			throw new IllegalStateException("boom");
		}

	}

}
