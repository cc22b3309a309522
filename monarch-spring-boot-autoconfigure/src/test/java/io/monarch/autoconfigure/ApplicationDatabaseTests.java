package io.monarch.autoconfigure;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.transfer.DatabaseSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for the database of the application's own environment, with small applications.
 * Nothing listens on the port of their server, so that a failure of another kind means
 * that the database was accepted.
 */
class ApplicationDatabaseTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MongoAutoConfiguration.class,
				DataMongoAutoConfiguration.class, MonarchAutoConfiguration.class,
				MonarchMigrationAutoConfiguration.class, MonarchTransferAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:1/shop?serverSelectionTimeoutMS=1",
				"monarch.migration.lock.wait=1ms");

	@ParameterizedTest
	@ValueSource(classes = { TemplateElsewhere.class, TwoTemplatesElsewhere.class, UsualTemplateElsewhere.class,
			PrimaryTemplateElsewhere.class, SubclassedTemplate.class, SubclassedFactoryOfTheTemplate.class })
	void templatesOfAnotherDatabaseAreRefusedWhateverUsesTheEnvironment(Class<?> application) {
		this.runner.withUserConfiguration(application).run((context) -> {
			Environment environment = environment(context);
			assertThat(environment.database()).isEqualTo("shop");
			for (int i = 0; i < 2; i++) {
				assertRefused(catchThrowableOfType(MonarchException.class, environment::client));
			}
			assertRefused(catchThrowableOfType(MonarchException.class, () -> DatabaseSize.of(environment)));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { NoTemplate.class, OneOfTwoTemplates.class, UsualTemplate.class, PrimaryTemplate.class,
			TenantTemplate.class, BrokenTemplate.class, SubclassedFactory.class })
	void otherTemplatesAreAccepted(Class<?> application) {
		this.runner.withUserConfiguration(application)
			.run((context) -> assertThat(environment(context).client()).isNotNull());
	}

	/**
	 * The factory is what the application's data goes through.
	 */
	@Test
	void environmentHasTheClientOfTheFactoryWhateverTheBeanOfTheClientIs() {
		this.runner.withUserConfiguration(ClientOfAnotherServer.class)
			.run((context) -> assertThat(environment(context).hosts()).containsExactly("127.0.0.1:2"));
	}

	@Test
	void environmentHasTheClientOfTheFactoryWhereNoClientIsABean() {
		this.runner.withUserConfiguration(FactoryWithoutClient.class)
			.run((context) -> assertThat(environment(context).hosts()).containsExactly("127.0.0.1:2"));
	}

	@Test
	void factoryThatDoesNotTellItsClientIsNamedWhereNoClientIsABean() {
		this.runner.withUserConfiguration(OpaqueFactory.class).run((context) -> {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> context.getBean(Environments.class).get("application"));
			assertThat(failure).hasMessageContaining("MongoDatabaseFactory whose client is not known");
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(failure.action()).contains("as a bean", "monarch.environment");
		});
	}

	@Test
	void factoryThatGivesNoDatabaseBreaksNothingAndIsNamedWhereItIsNeeded() {
		this.runner.withUserConfiguration(TenantFactory.class)
			.withPropertyValues("monarch.environments.other.uri=mongodb://127.0.0.1:1/other")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.application()).isEmpty();
				assertThat(environments.get("other").database()).isEqualTo("other");
				MonarchException failure = catchThrowableOfType(MonarchException.class,
						() -> environments.get("application"));
				assertThat(failure).hasMessageContaining("no tenant").hasMessageContaining("outside of a request");
				assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
				assertThat(failure.action()).contains("monarch.environment");
			});
	}

	@Test
	void configuredEnvironmentOfTheApplicationIsNotComparedWithItsTemplates() {
		this.runner.withUserConfiguration(TemplateElsewhere.class)
			.withPropertyValues("monarch.environment=own", "monarch.environments.own.uri=mongodb://127.0.0.1:1/shop")
			.run((context) -> assertThat(catchThrowableOfType(MonarchException.class,
					() -> context.getBean(Environments.class).get("own").client()))
				.hasMessageContaining("127.0.0.1:1")
				.hasMessageNotContaining("elsewhere"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "admin", "local", "config", "Admin", "LOCAL" })
	void databaseOfTheServerIsRefusedWhenItIsUsedAndNotWhenTheApplicationStarts(String database) {
		this.runner
			.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:1/" + database + "?serverSelectionTimeoutMS=1")
			.run((context) -> {
				MonarchException failure = catchThrowableOfType(MonarchException.class,
						() -> environment(context).mongoDatabase());
				assertThat(failure).hasMessageContaining("'" + database + "', which is reserved for the server");
				assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
				assertThat(failure.action()).contains("authSource");
			});
	}

	@Test
	void reactiveTemplateTellsItsDatabase() {
		assertThat(ReactiveTemplates.database(new Object() {

			@SuppressWarnings("unused")
			public Mono<Object> getMongoDatabase() {
				return Mono.just(new Object() {

					public String getName() {
						return "elsewhere";
					}

				});
			}

		})).isEqualTo("elsewhere");
	}

	@Test
	void lookingAtATemplateInAdminModeLetsItCreateNoIndexes() {
		List<Boolean> creating = new ArrayList<>();
		this.runner.withInitializer((context) -> context.getBeanFactory().registerSingleton("creating", creating))
			.withPropertyValues("io.monarch.admin-mode=true", "spring.data.mongodb.auto-index-creation=true")
			.withUserConfiguration(Watched.class)
			.run((context) -> {
				assertThat(catchThrowableOfType(MonarchException.class, () -> environment(context).client()))
					.hasMessageContaining("127.0.0.1:1");
				assertThat(creating).containsExactly(false);
				assertThat(context.getBean(MongoMappingContext.class).isAutoIndexCreation()).isTrue();
			});
	}

	private static Environment environment(AssertableApplicationContext context) {
		return context.getBean(Environments.class).application().orElseThrow();
	}

	private static void assertRefused(MonarchException failure) {
		assertThat(failure).hasMessageContaining("'elsewhere'").hasMessageContaining("on database 'shop'");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(failure.action()).contains("spring.mongodb.uri", "monarch.environment");
	}

	@Configuration(proxyBeanMethods = false)
	static class NoTemplate {

	}

	@Configuration(proxyBeanMethods = false)
	static class TemplateElsewhere {

		@Bean
		MongoTemplate mongoTemplate(MongoClient client) {
			return new MongoTemplate(client, "elsewhere");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoTemplatesElsewhere {

		@Bean
		MongoTemplate one(MongoClient client) {
			return new MongoTemplate(client, "elsewhere");
		}

		@Bean
		MongoTemplate other(MongoClient client) {
			return new MongoTemplate(client, "audit");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OneOfTwoTemplates {

		@Bean
		MongoTemplate one(MongoClient client) {
			return new MongoTemplate(client, "elsewhere");
		}

		@Bean
		MongoTemplate other(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UsualTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

		@Bean
		MongoTemplate audit(MongoClient client) {
			return new MongoTemplate(client, "audit");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UsualTemplateElsewhere {

		@Bean
		MongoTemplate mongoTemplate(MongoClient client) {
			return new MongoTemplate(client, "elsewhere");
		}

		@Bean
		MongoTemplate audit(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryTemplate {

		@Bean
		@Primary
		MongoTemplate one(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

		@Bean
		MongoTemplate mongoTemplate(MongoClient client) {
			return new MongoTemplate(client, "audit");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryTemplateElsewhere {

		@Bean
		@Primary
		MongoTemplate one(MongoClient client) {
			return new MongoTemplate(client, "elsewhere");
		}

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SubclassedTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory) {
			return new MongoTemplate(factory) {

				@Override
				protected MongoDatabase doGetDatabase() {
					return factory.getMongoDatabase("elsewhere");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SubclassedFactoryOfTheTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoClient client) {
			return new MongoTemplate(new SimpleMongoClientDatabaseFactory(client, "shop") {

				@Override
				public MongoDatabase getMongoDatabase() {
					return getMongoDatabase("elsewhere");
				}

			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SubclassedFactory {

		@Bean
		MongoClient mongoClient() {
			return MongoClients.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1");
		}

		@Bean
		MongoDatabaseFactory mongoDatabaseFactory(MongoClient client) {
			return new SimpleMongoClientDatabaseFactory(client, "shop") {

				@Override
				public MongoDatabase getMongoDatabase() {
					return getMongoDatabase("orders");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ClientOfAnotherServer {

		@Bean
		MongoClient analytics() {
			return MongoClients.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1");
		}

		@Bean
		MongoDatabaseFactory mongoDatabaseFactory() {
			return new SimpleMongoClientDatabaseFactory("mongodb://127.0.0.1:2/shop?serverSelectionTimeoutMS=1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FactoryWithoutClient {

		@Bean
		MongoDatabaseFactory mongoDatabaseFactory() {
			return new SimpleMongoClientDatabaseFactory("mongodb://127.0.0.1:2/shop?serverSelectionTimeoutMS=1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpaqueFactory {

		@Bean
		MongoDatabaseFactory mongoDatabaseFactory() {
			MongoDatabaseFactory own = new SimpleMongoClientDatabaseFactory("mongodb://127.0.0.1:2/shop");
			return (MongoDatabaseFactory) Proxy.newProxyInstance(getClass().getClassLoader(),
					new Class<?>[] { MongoDatabaseFactory.class },
					(proxy, method, arguments) -> method.invoke(own, arguments));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TenantTemplate {

		@Bean
		MongoTemplate mongoTemplate(MongoClient client) {
			return new MongoTemplate(new Tenants(client));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TenantFactory {

		@Bean
		MongoClient mongoClient() {
			return MongoClients.create("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=1");
		}

		@Bean
		MongoDatabaseFactory mongoDatabaseFactory(MongoClient client) {
			return new Tenants(client);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BrokenTemplate {

		@Bean
		MongoTemplate mongoTemplate() {
			throw new IllegalStateException("This application creates an index that its data violates");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Watched {

		@Bean
		MongoTemplate mongoTemplate(MongoDatabaseFactory factory, MongoConverter converter, List<Boolean> creating) {
			creating.add(((MongoMappingContext) converter.getMappingContext()).isAutoIndexCreation());
			return new MongoTemplate(factory, converter);
		}

	}

	/**
	 * Gives a database within a request only.
	 */
	private static final class Tenants extends SimpleMongoClientDatabaseFactory {

		Tenants(MongoClient client) {
			super(client, "shop");
		}

		@Override
		public MongoDatabase getMongoDatabase() {
			throw new IllegalStateException("no tenant");
		}

	}

}
