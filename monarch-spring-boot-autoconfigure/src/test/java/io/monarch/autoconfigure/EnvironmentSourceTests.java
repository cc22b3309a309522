package io.monarch.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentDefinition;
import io.monarch.environment.EnvironmentSource;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for what {@link SourcedEnvironments} makes of the beans that define environments.
 */
class EnvironmentSourceTests {

	private static final String SECRET = "s3cr3t-of-a-tenant";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MongoAutoConfiguration.class,
				DataMongoAutoConfiguration.class, MonarchAutoConfiguration.class,
				MonarchMigrationAutoConfiguration.class, MonarchShellAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=mongodb://db0:1/shop",
				"monarch.environments.staging.uri=mongodb://db1/shop",
				"monarch.environments.staging.protection=read-only");

	@Test
	void definitionsAreAddedToTheConfiguredEnvironments() {
		with((environments) -> {
			assertThat(environments.all()).extracting(Environment::name)
				.containsExactly("application", "staging", "a", "b", "c");
			assertThat(environments.get("a").description()).isEqualTo("'a' (shop_a on db2:27017)");
			assertThat(environments.get("b").description()).isEqualTo("'b' (shop_b on db1:27017)");
			assertThat(environments.get("c").description()).isEqualTo("'c' (shop_c on db0:1)");
			assertThat(environments.get("a").source()).contains("tenants");
			assertThat(environments.get("staging").source()).isEmpty();
		}, EnvironmentDefinition.of("a", "mongodb://db2/shop_a"),
				EnvironmentDefinition.onServerOf("staging", "b", "shop_b"),
				EnvironmentDefinition.onServerOf("application", "c", "shop_c"));
	}

	@Test
	void protectionIsThatOfTheDefinitionOrOfTheServer() {
		with((environments) -> {
			assertThat(environments.get("a").protection()).isEqualTo(Protection.GUARDED);
			assertThat(environments.get("b").protection()).isEqualTo(Protection.READ_ONLY);
			assertThat(environments.get("c").protection()).isEqualTo(Protection.OPEN);
		}, EnvironmentDefinition.of("a", "mongodb://db2/shop_a"),
				EnvironmentDefinition.onServerOf("staging", "b", "shop_b"),
				EnvironmentDefinition.onServerOf("staging", "c", "shop_c").withProtection(Protection.OPEN));
	}

	@Test
	void sourceIsAskedOnceUntilItIsRefreshedAndForANameThatIsNotKnown() {
		AtomicInteger asked = new AtomicInteger();
		this.runner
			.withBean("tenants", EnvironmentSource.class,
					() -> () -> List.of(EnvironmentDefinition.of("t" + asked.incrementAndGet(), "mongodb://db2/shop")))
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(asked).hasValue(0);
				Environment first = environments.get("t1");
				assertThat(environments.all()).contains(first);
				assertThat(environments.get("application")).isNotNull();
				assertThat(asked).hasValue(1);
				assertThat(environments.get("t2")).isNotNull();
				assertThat(asked).hasValue(2);
				environments.refresh();
				assertThat(environments.names()).containsExactly("application", "staging", "t3");
			});
	}

	@Test
	void environmentThatIsDefinedAsBeforeStaysTheSame() {
		with((environments) -> {
			List<Environment> before = environments.all();
			environments.refresh();
			assertThat(environments.all()).containsExactlyElementsOf(before);
		}, EnvironmentDefinition.of("a", "mongodb://db2/shop_a"),
				EnvironmentDefinition.onServerOf("staging", "b", "shop_b"),
				EnvironmentDefinition.onServerOf("application", "c", "shop_c"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					a b  | mongodb://db2/shop | Environment 'a b' of the source 'tenants' is not a name
					a    | mongodb://db2      | Environment 'a' of the source 'tenants' names no database
					a    | mongodb://db2/admin | has the database 'admin', which is reserved for the server
					a    | mongodb://db2/x y  | The URI of environment 'a' of the source 'tenants' is not a valid MongoDB URI
					a    | nonsense           | The URI of environment 'a' of the source 'tenants' is not a valid MongoDB URI
					a    | mongodb://u:s3cr3t-of-a-tenant/@db2/shop | The URI of environment 'a' of the source 'tenants' is not
					a    | ' '                | Environment 'a' of the source 'tenants' has an empty URI
					staging | mongodb://db2/x | Environment 'staging' is defined twice: by the source 'tenants' and by monarch.environments.staging
					application | mongodb://db2/x | which is the name of the application's own environment
					""")
	void definitionThatIsWrongBreaksWhatUsesItAlone(String name, String uri, String message) {
		with((environments) -> {
			assertThat(environments.get("fine")).isNotNull();
			MonarchException failure = catchThrowableOfType(MonarchException.class, () -> environments.get(name));
			assertThat(failure).hasMessageContaining(message);
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(failure.getMessage() + failure.action()).doesNotContain(SECRET);
			assertThat(environments.failures()).containsOnlyKeys(name);
			assertThat(environments.select("*").unusable()).containsOnlyKeys(name);
		}, EnvironmentDefinition.of("fine", "mongodb://db2/fine"), EnvironmentDefinition.of(name, uri));
	}

	@Test
	void nameThatIsDefinedTwiceNamesBothSources() {
		this.runner
			.withBean("tenants", EnvironmentSource.class,
					() -> () -> List.of(EnvironmentDefinition.of("a", "mongodb://db2/a"),
							EnvironmentDefinition.of("b", "mongodb://db2/b")))
			.withBean("customers", EnvironmentSource.class,
					() -> () -> List.of(EnvironmentDefinition.of("a", "mongodb://db3/a")))
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.get("b")).isNotNull();
				assertThat(catchThrowableOfType(MonarchException.class, () -> environments.get("a")))
					.hasMessage("Environment 'a' is defined twice: by the sources 'tenants' and 'customers'.");
			});
	}

	@Test
	void serverThatIsNoneIsNamed() {
		with((environments) -> assertThat(catchThrowableOfType(MonarchException.class, () -> environments.get("a")))
			.hasMessageContaining("is on the server of 'stagng', but no such environment is configured"),
				EnvironmentDefinition.onServerOf("stagng", "a", "shop_a"));
	}

	@Test
	void sourceThatFailsBreaksWhatItMayDefineAlone() {
		this.runner.withBean("tenants", EnvironmentSource.class, () -> () -> {
			throw new IllegalStateException("the table of tenants is gone: mongodb://u:" + SECRET + "@db9/x");
		})
			.withBean("customers", EnvironmentSource.class, () -> () -> Arrays.asList((EnvironmentDefinition) null))
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.get("staging")).isNotNull();
				assertThat(environments.application()).isPresent();
				assertThat(environments.sourceFailures()).containsOnlyKeys("tenants", "customers");
				MonarchException failure = catchThrowableOfType(MonarchException.class,
						() -> environments.get("tenant-1"));
				assertThat(failure).hasMessageContaining("The environment source 'tenants' failed")
					.hasMessageContaining("the table of tenants is gone")
					.hasMessageNotContaining(SECRET);
				assertThat(failure.kind()).isEqualTo(Kind.FAILED);
				assertThat(catchThrowableOfType(MonarchException.class, () -> environments.select("tenant-*")))
					.hasMessageContaining("'tenants' failed");
			});
	}

	@Test
	void globThatMatchesNothingNamesTheNearest() {
		with((environments) -> {
			assertThat(environments.select("tenant-0*").environments()).extracting(Environment::name)
				.containsExactly("tenant-01", "tenant-02");
			assertThat(environments.select("tenant-?2").environments()).extracting(Environment::name)
				.containsExactly("tenant-02");
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> environments.select("tennant-*"));
			assertThat(failure)
				.hasMessage("No environment matches 'tennant-*'. Did you mean 'tenant-01' or 'tenant-02'?");
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(failure.action()).contains("'application', 'staging', 'tenant-01'");
		}, EnvironmentDefinition.of("tenant-01", "mongodb://db2/t1"),
				EnvironmentDefinition.of("tenant-02", "mongodb://db2/t2"));
	}

	@Test
	void sourceCanLookAtTheConfiguredEnvironments() {
		this.runner.withUserConfiguration(Recursive.class).run((context) -> {
			Environments environments = context.getBean(Environments.class);
			assertThat(environments.names()).containsExactly("application", "staging", "of-staging");
		});
	}

	@Test
	void definitionShowsNoSecret() {
		assertThat(EnvironmentDefinition.of("a", "mongodb://u:" + SECRET + "@db/x")).hasToString("a");
	}

	private void with(Consumer<Environments> assertions, EnvironmentDefinition... definitions) {
		this.runner.withBean("tenants", EnvironmentSource.class, () -> () -> List.of(definitions))
			.run((context) -> assertions.accept(context.getBean(Environments.class)));
	}

	static class Recursive {

		@Bean
		EnvironmentSource tenants(ObjectProvider<Environments> environments) {
			return () -> environments.getObject()
				.all()
				.stream()
				.filter((each) -> !each.isApplication())
				.map((each) -> EnvironmentDefinition.onServerOf(each.name(), "of-" + each.name(), "tenant"))
				.toList();
		}

	}

}
