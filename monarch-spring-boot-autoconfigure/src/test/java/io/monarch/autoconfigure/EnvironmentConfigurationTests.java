package io.monarch.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.Mockito;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for how {@link MonarchAutoConfiguration} turns properties into environments.
 */
class EnvironmentConfigurationTests {

	private static final String SECRET = "s3cr3t-of-a-test";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MongoAutoConfiguration.class,
				DataMongoAutoConfiguration.class, MonarchAutoConfiguration.class,
				MonarchMigrationAutoConfiguration.class, MonarchShellAutoConfiguration.class));

	@Test
	void applicationsOwnDatabaseIsAnEnvironment() {
		this.runner.withPropertyValues("spring.mongodb.uri=mongodb://localhost:1/shop").run((context) -> {
			Environment environment = context.getBean(Environments.class).application().orElseThrow();
			assertThat(environment.name()).isEqualTo("application");
			assertThat(environment.database()).isEqualTo("shop");
			assertThat(environment.hosts()).containsExactly("localhost:1");
			assertThat(environment.isApplication()).isTrue();
			assertThat(environment.protection()).isEqualTo(Protection.OPEN);
		});
	}

	@Test
	void databaseWhoseNameTheLocaleHasSpoiledIsRefused() {
		this.runner.withPropertyValues("monarch.environments.stage.uri=mongodb://db1/gr\ufffd\ufffde")
			.run((context) -> assertThat(unusable(context, "stage"))
				.hasMessageContaining("locale of this process cannot represent"));
	}

	@Test
	void applicationsOwnEnvironmentCanBeAConfiguredOne() {
		this.runner
			.withPropertyValues("monarch.environment=staging", "monarch.environments.staging.uri=mongodb://db1/shop",
					"monarch.environments.other.uri=mongodb://db2/shop")
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.application().orElseThrow().hosts()).containsExactly("db1:27017");
				assertThat(environments.all()).extracting(Environment::name)
					.containsExactlyInAnyOrder("staging", "other");
				assertThat(environments.get("other").isApplication()).isFalse();
			});
	}

	@Test
	void environmentIsConfiguredByItsParts() {
		this.runner
			.withPropertyValues("monarch.environments.live.hosts=db1:27018,db2",
					"monarch.environments.live.database=shop", "monarch.environments.live.username=admin",
					"monarch.environments.live.password=" + SECRET,
					"monarch.environments.live.authentication-database=admin",
					"monarch.environments.live.replica-set-name=rs0", "monarch.environments.live.protection=read-only")
			.run((context) -> {
				Environment environment = context.getBean(Environments.class).get("live");
				assertThat(environment.hosts()).containsExactly("db1:27018", "db2:27017");
				assertThat(environment.database()).isEqualTo("shop");
				assertThat(environment.protection()).isEqualTo(Protection.READ_ONLY);
				assertThat(environment).asString().doesNotContain(SECRET).contains("live", "shop", "db1:27018");
			});
	}

	@Test
	void environmentIsConfiguredByEnvironmentVariables() {
		withVariables(Map.of("MONARCH_ENVIRONMENTS_STAGING_URI", "mongodb://db1/shop",
				"MONARCH_ENVIRONMENTS_LIVE_HOSTS", "db2:1, db3:2", "MONARCH_ENVIRONMENTS_LIVE_DATABASE", "shop",
				"MONARCH_ENVIRONMENTS_LIVE_USERNAME", "annabel", "MONARCH_ENVIRONMENTS_LIVE_PASSWORD", SECRET,
				"MONARCH_ENVIRONMENTS_LIVE_AUTHENTICATIONDATABASE", "admin", "MONARCH_ENVIRONMENTS_LIVE_REPLICASETNAME",
				"rs0", "MONARCH_ENVIRONMENTS_LIVE_PROTECTION", "read-only"))
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.get("staging").hosts()).containsExactly("db1:27017");
				assertThat(environments.get("staging").protection()).isEqualTo(Protection.GUARDED);
				assertThat(environments.get("live").hosts()).containsExactly("db2:1", "db3:2");
				assertThat(environments.get("live").protection()).isEqualTo(Protection.READ_ONLY);
			});
	}

	@Test
	void environmentVariableWinsOverAFile() {
		withVariables(Map.of("MONARCH_ENVIRONMENTS_STAGING_URI", "mongodb://db1/shop"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("file", Map.of("monarch.environments.staging.uri", "mongodb://db9/shop",
						"monarch.environments.staging.protection", "open"))))
			.run((context) -> {
				Environment staging = context.getBean(Environments.class).get("staging");
				assertThat(staging.hosts()).containsExactly("db1:27017");
				assertThat(staging.protection()).isEqualTo(Protection.OPEN);
			});
	}

	@ParameterizedTest
	@CsvSource({ "my-db, MY_DB, USERNAME", "my_db, MY_DB, USERNAME", "my_db, MYDB, USERNAME", "my-db, MYDB, USERNAME",
			"myDb, MYDB, USERNAME", "a.b-c_d, A_B_C_D, USERNAME", "the-db, THE_DB, USERNAME", "my-db, my_db, username",
			"authentication, AUTHENTICATION, DATABASE" })
	void variableIsAboutTheConfiguredEnvironmentThatItNames(String name, String written, String property) {
		String prefix = name.contains(".") || name.equals("my-db") ? "monarch.environments[" + name + "]."
				: "monarch.environments." + name + ".";
		withVariables(Map.of("MONARCH_ENVIRONMENTS_" + written + "_" + property, "annabel",
				"MONARCH_ENVIRONMENTS_" + written + "_PASSWORD", SECRET,
				"MONARCH_ENVIRONMENTS_" + written + "_AUTHENTICATION_DATABASE", "admin"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("file",
						Map.of(prefix + "hosts", "db1", prefix + "database", "shop", prefix + "username", "bert"))))
			.run((context) -> {
				Map<String, EnvironmentProperties> environments = context.getBean(MonarchProperties.class)
					.getEnvironments();
				assertThat(environments).containsOnlyKeys(name);
				EnvironmentProperties own = environments.get(name);
				assertThat(property.equalsIgnoreCase("username") ? own.getUsername() : own.getDatabase())
					.isEqualTo("annabel");
				assertThat(own.getPassword()).isEqualTo(SECRET.toCharArray());
				assertThat(own.getAuthenticationDatabase()).isEqualTo("admin");
			});
	}

	@Test
	void variablesAloneMakeAnEnvironmentWhoseNameHasDashes() {
		withVariables(Map.of("MONARCH_ENVIRONMENTS_MY_NEW_DB_HOSTS_0_", "db1", "MONARCH_ENVIRONMENTS_MY_NEW_DB_HOSTS_1",
				"db2", "MONARCH_ENVIRONMENTS_MY_NEW_DB_DATABASE", "shop", "MONARCH_ENVIRONMENTS_MY_NEW_DB_SSL_ENABLED",
				"true", "MONARCH_ENVIRONMENT", "my-new-db"))
			.run((context) -> {
				Environment own = context.getBean(Environments.class).application().orElseThrow();
				assertThat(own.name()).isEqualTo("my-new-db");
				assertThat(own.hosts()).containsExactly("db1:27017", "db2:27017");
			});
	}

	@ParameterizedTest
	@CsvSource({ "MONARCH_ENVIRONMENTS_MY_DB_PASWORD, my-db, monarch.environments.my-db.pasword",
			"MONARCH_ENVIRONMENTS_PROD_URL, my-db, monarch.environments.prod.url" })
	void variableThatNamesNoPropertyFailsAsInAFile(String variable, String name, String property) {
		withVariables(Map.of(variable, SECRET))
			.withPropertyValues("monarch.environments." + name + ".uri=mongodb://db1/shop")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOfSatisfying(UnboundConfigurationPropertiesException.class,
						(ex) -> assertThat(ex.getUnboundProperties()).extracting((each) -> each.getName().toString())
							.containsExactly(property)));
	}

	private ApplicationContextRunner withVariables(Map<String, Object> variables) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(name, new SystemEnvironmentPropertySource(name, variables)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-x", "--yes", "..", ".hidden", "a b", "a:b", "a/b", "a@b", "\u00fc", "a\u001bb" })
	void nameThatACommandCouldNotTakeIsRefused(String name) {
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test",
						Map.of("monarch.environments[" + name + "].uri", "mongodb://localhost/shop"))))
			.run((context) -> assertThat(unusable(context, name))
				.hasMessageContaining("is not a name for an environment"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a:b", "-x", "a b" })
	void nameOfTheApplicationsOwnIsRefusedByTheSameRule(String name) {
		this.runner.withPropertyValues("monarch.environment=" + name, "spring.mongodb.uri=mongodb://localhost:1/shop")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(MonarchException.class)
				.hasMessageContaining("monarch.environment=" + name + " is not a name for an environment"));
	}

	@Test
	void blankNameOfTheApplicationsOwnIsNone() {
		this.runner.withPropertyValues("monarch.environment=", "spring.mongodb.uri=mongodb://localhost:1/shop")
			.run((context) -> assertThat(context.getBean(Environments.class).application().orElseThrow().name())
				.isEqualTo("application"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "uri=mongodb://localhost/admin", "uri=mongodb://localhost/Local?authSource=admin",
			"uri=mongodb://u:" + SECRET + "@localhost/CONFIG", "database=admin" })
	void databaseThatTheServerKeepsForItselfIsRefused(String property) {
		this.runner
			.withPropertyValues(property.startsWith("uri") ? "a.b=c" : "monarch.environments.x.hosts=localhost",
					"monarch.environments.x." + property)
			.run((context) -> assertThat(unusable(context, "x"))
				.hasMessageContaining("monarch.environments.x has the database")
				.hasMessageNotContaining(SECRET)
				.extracting(MonarchException::action)
				.asString()
				.contains("authSource"));
	}

	@Test
	void databaseOverridesThatOfTheUri() {
		this.runner
			.withPropertyValues("monarch.environments.x.uri=mongodb://u:" + SECRET + "@db1/shop?replicaSet=rs0",
					"monarch.environments.x.database=copy")
			.run((context) -> {
				Environment environment = context.getBean(Environments.class).get("x");
				assertThat(environment.database()).isEqualTo("copy");
				assertThat(environment.toString()).doesNotContain(SECRET);
			});
	}

	@ParameterizedTest
	@CsvSource({ "a, localhost, OPEN", "a, 127.0.0.1, OPEN", "a, 127.9.8.7:1, OPEN", "a, [::1]:27017, OPEN",
			"a, db1, GUARDED", "a, 127.0.0.1.example.com, GUARDED", "a, localhost.example.com, GUARDED",
			"a, 127.1, GUARDED", "a, 0127.0.0.1, GUARDED", "a, 10.0.0.1, GUARDED", "prod, localhost, GUARDED",
			"Production, localhost, GUARDED", "a, 'localhost,db1', GUARDED" })
	void protectionByDefaultIsOpenOnThisMachineOnly(String name, String hosts, Protection expected) {
		this.runner
			.withPropertyValues("monarch.environments[" + name + "].hosts=" + hosts,
					"monarch.environments[" + name + "].database=shop")
			.run((context) -> assertThat(context.getBean(Environments.class).get(name).protection())
				.isEqualTo(expected));
	}

	@Test
	void unknownEnvironmentNamesTheKnownOnes() {
		this.runner
			.withPropertyValues("monarch.environments.staging.uri=mongodb://db1/shop",
					"monarch.environments.production.uri=mongodb://db2/shop")
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(catchThrowableOfType(MonarchException.class, () -> environments.get("stagign")))
					.hasMessageContaining("Did you mean 'staging'?")
					.satisfies((ex) -> assertThat(ex.action()).contains("staging", "production"))
					.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.BAD_INPUT));
			});
	}

	static Stream<Arguments> badConfigurations() {
		return Stream.of(Arguments.of("x needs either uri or hosts", new String[] { "database=shop" }),
				Arguments.of("x has both a uri and hosts", new String[] { "uri=mongodb://db1/shop", "hosts=db1" }),
				Arguments.of("x has both a uri and a username",
						new String[] { "uri=mongodb://db1/shop", "username=u" }),
				Arguments.of("x names no database", new String[] { "uri=mongodb://db1" }),
				Arguments.of("x names no database", new String[] { "hosts=db1" }),
				Arguments.of("x has the database 'a b'", new String[] { "hosts=db1", "database=a b" }),
				Arguments.of("x has the database 'a.b', which is not a valid name: it contains '.'",
						new String[] { "uri=mongodb://db1/a.b" }),
				Arguments.of("which is not a valid name: it contains '$'", new String[] { "uri=mongodb://db1/a$b" }),
				Arguments.of("which is not a valid name: it has 64 bytes",
						new String[] { "uri=mongodb://db1/" + "ü".repeat(32) }),
				Arguments.of("x.uri is not a valid MongoDB URI",
						new String[] { "uri=mongodb://u:" + SECRET + "@a@db1/s" }),
				Arguments.of("x.uri is not a valid MongoDB URI",
						new String[] { "uri=mongodb://u:" + SECRET + ":a@db1/s" }),
				Arguments.of("x.uri is not a valid MongoDB URI",
						new String[] { "uri=mongodb://u:" + SECRET + "/a@db1/s" }),
				Arguments.of("x.uri is not a valid MongoDB URI",
						new String[] { "uri=mongodb://u:1/" + SECRET + "@db1/s" }),
				Arguments.of("x.uri is not a valid MongoDB URI",
						new String[] { "uri=mongodb://u:" + SECRET + "%zz@db1/s" }),
				Arguments.of("x.uri is not a valid MongoDB URI", new String[] { "uri=postgres://db1/shop" }),
				Arguments.of("x has a username but no password",
						new String[] { "hosts=db1", "database=s", "username=u" }),
				Arguments.of("x has a password but no username",
						new String[] { "hosts=db1", "database=s", "password=" + SECRET }),
				Arguments.of("x.hosts holds more than hosts",
						new String[] { "hosts=u:" + SECRET + "@db1", "database=s" }),
				Arguments.of("x.ssl.bundle names the SSL bundle 'nope'",
						new String[] { "uri=mongodb://db1/s", "ssl.bundle=nope" }));
	}

	@ParameterizedTest
	@MethodSource("badConfigurations")
	void badConfigurationIsNamedWithoutItsSecrets(String message, String[] properties) {
		this.runner.withPropertyValues(
				Stream.of(properties).map((property) -> "monarch.environments.x." + property).toArray(String[]::new))
			.run((context) -> {
				Throwable failure = unusable(context, "x");
				assertThat(failure).hasMessageContaining(message);
				StringBuilder all = new StringBuilder();
				for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
					all.append(cause);
				}
				assertThat(all.toString()).doesNotContain(SECRET);
				assertThat(new MonarchFailureAnalyzer().analyze(failure).getDescription()).contains(message);
			});
	}

	@ParameterizedTest
	@CsvSource({ "/no/such/ca.pem, the file '/no/such/ca.pem' cannot be read",
			"classpath:logback-test.xml, monarch.environments.x.ssl.bundle" })
	void sslBundleThatCannotBeReadIsNamedWhereItIsNeeded(String file, String message) {
		this.runner
			.withPropertyValues("monarch.environments.x.uri=mongodb://db1/s", "monarch.environments.x.ssl.bundle=live",
					"spring.ssl.bundle.pem.live.truststore.certificate=" + file,
					"monarch.environments.other.uri=mongodb://db2/s")
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.get("other").hosts()).containsExactly("db2:27017");
				assertThat(catchThrowableOfType(MonarchException.class, environments.get("x")::client))
					.hasMessageContaining("monarch.environments.x.ssl.bundle names the SSL bundle 'live'")
					.hasMessageContaining(message)
					.extracting(MonarchException::kind)
					.isEqualTo(Kind.BAD_INPUT);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nope.invalid", "nope.example.invalid" })
	void hostThatCannotBeLookedUpIsAnErrorOfItsEnvironmentAlone(String host) {
		withoutDns(() -> this.runner
			.withPropertyValues("monarch.environments.cloud.uri=mongodb+srv://u:" + SECRET + "@" + host + "/shop",
					"monarch.environments.other.uri=mongodb://db1/s",
					"spring.mongodb.uri=mongodb+srv://u:" + SECRET + "@" + host + "/shop")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.get("cloud").hosts()).containsExactly(host);
				assertThat(environments.get("cloud").database()).isEqualTo("shop");
				assertThat(environments.get("cloud").protection()).isEqualTo(Protection.GUARDED);
				assertThat(environments.get("other").hosts()).containsExactly("db1:27017");
				assertThat(environments.all()).extracting(Environment::name).containsExactly("cloud", "other");
				assertUnusable(environments.get("cloud")::client, "'cloud'", "cannot be resolved", host);
				assertUnusable(() -> environments.get("application"), "'application'", "cannot be used", host);
			}));
	}

	/**
	 * Return why an environment cannot be used, which breaks nothing else.
	 */
	private static MonarchException unusable(AssertableApplicationContext context, String name) {
		assertThat(context).hasNotFailed();
		Environments environments = context.getBean(Environments.class);
		assertThat(environments.all()).allSatisfy((each) -> assertThat(each.hosts()).isNotEmpty());
		MonarchException failure = catchThrowableOfType(MonarchException.class, () -> environments.get(name).client());
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		return failure;
	}

	@Test
	void namesThatDifferOnlyInWhatSpringBootIgnoresCannotBeUsed() {
		this.runner.withPropertyValues("monarch.environments.my-db.uri=mongodb://db1/one",
				"monarch.environments.my_db.uri=mongodb://db1/other", "monarch.environments.my2.uri=mongodb://db1/my")
			.run((context) -> {
				for (String name : List.of("my-db", "my_db")) {
					assertThat(unusable(context, name))
						.hasMessageStartingWith("The environments 'my-db' and 'my_db' have names that differ only in")
						.satisfies((ex) -> assertThat(ex.action()).startsWith("Rename one of them"));
				}
				assertThat(context.getBean(Environments.class).get("my2").database()).isEqualTo("my");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mongodb://user:p@ss@db1:27017,db2/shop", "mongodb://user:p/ss:w?rd@db1/shop?x",
			"mongodb://db1/shop?foo", "mongo://DB1:27017/shop", "db1/shop", "mongodb://user:%zz@db1/shop",
			"mongodb://db1:x,db1/shop" })
	void protectionOfAnEnvironmentWhoseUriCannotBeReadCountsForTheSameDatabase(String uri) {
		this.runner
			.withPropertyValues("monarch.environments.dev.uri=mongodb://db1/shop",
					"monarch.environments.dev.protection=open", "monarch.environments.other.uri=mongodb://db1/shop2",
					"monarch.environments.other.protection=open", "monarch.environments.prod.uri=" + uri,
					"monarch.environments.prod.protection=read-only")
			.run((context) -> {
				Throwable failure = unusable(context, "prod");
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.uncompared()).isEmpty();
				DatabaseProtection protection = DatabaseProtection.configured(environments.get("dev"),
						environments.compared());
				assertThat(protection.protection()).isEqualTo(Protection.READ_ONLY);
				assertThat(protection.reason()).contains("'prod'").doesNotContain("p@ss", "p/ss");
				assertThat(failure).message().doesNotContain("p@ss", "p/ss");
				assertThat(
						DatabaseProtection.configured(environments.get("other"), environments.compared()).protection())
					.isEqualTo(Protection.OPEN);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "mongodb://db1", "mongodb://user:secret/x y", "${MISSING_URI}", "mongodb://" })
	void environmentOfWhichNoDatabaseCanBeReadIsSaidNotToBeCompared(String uri) {
		this.runner
			.withPropertyValues("monarch.environments.dev.uri=mongodb://db1/shop",
					"monarch.environments.prod.uri=" + uri.replace("$", "%24"))
			.run((context) -> {
				Throwable failure = unusable(context, "prod");
				assertThat(failure).isNotNull();
				assertThat(context.getBean(Environments.class).uncompared()).containsExactly("prod");
				assertThat(context.getBean(Environments.class).compared()).extracting(Environment::name)
					.doesNotContain("prod");
			});
	}

	@Test
	void environmentThatCannotBeUsedBreaksNothingElse() {
		this.runner
			.withPropertyValues("monarch.environments.good.uri=mongodb://db1/shop",
					"monarch.environments.bad.uri=mongodb://db2/admin", "monarch.environments.worse.hosts=db3",
					"monarch.environment=good")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.get("good").hosts()).containsExactly("db1:27017");
				assertThat(environments.application()).isPresent();
				environments.requireKnownApplication();
				assertThat(environments.all()).extracting(Environment::name).containsExactly("good");
				assertThat(environments.failures()).containsOnlyKeys("bad", "worse");
				assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> environments.get("best"))
					.satisfies((ex) -> assertThat(ex.action()).contains("'good', 'bad', 'worse'"));
			});
	}

	@Test
	void environmentOfTheApplicationThatCannotBeUsedIsItsFailure() {
		this.runner
			.withPropertyValues("monarch.environments.good.uri=mongodb://db1/shop",
					"monarch.environments.bad.uri=mongodb://db2/admin", "monarch.environment=bad")
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.applicationFailure()).isPresent();
				assertUnusable(environments::requireKnownApplication, "monarch.environments.bad has the database");
				assertThat(environments.all()).extracting(Environment::name).containsExactly("good");
			});
	}

	private static void assertUnusable(ThrowingCallable work, String... message) {
		MonarchException failure = catchThrowableOfType(MonarchException.class, work);
		assertThat(failure).hasMessageContainingAll(message).hasMessageNotContaining(SECRET);
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
	}

	/**
	 * Do something where no DNS server answers.
	 */
	private static void withoutDns(Runnable work) {
		System.setProperty("java.naming.provider.url", "dns://127.0.0.1:1");
		try {
			work.run();
		}
		finally {
			System.clearProperty("java.naming.provider.url");
		}
	}

	@Test
	void beansOfTheApplicationAreNotAskedForItsDatabaseBeforeThatIsNeeded() {
		MongoDatabaseFactory factory = Mockito.mock(MongoDatabaseFactory.class);
		Mockito.when(factory.getMongoDatabase()).thenThrow(new IllegalStateException("no tenant"));
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean("tenants", MongoDatabaseFactory.class, () -> factory)
			.withBean(MongoClient.class, () -> MongoClients.create("mongodb://127.0.0.1:1"))
			.withPropertyValues("monarch.environments.other.uri=mongodb://db1/s")
			.run((context) -> {
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.get("other").hosts()).containsExactly("db1:27017");
				Mockito.verify(factory, Mockito.never()).getMongoDatabase();
				assertUnusable(() -> environments.get("application"), "'application'", "no tenant");
				assertUnusable(environments::requireKnownApplication, "'application'", "no tenant");
				assertThat(environments.application()).isEmpty();
			});
	}

	@Test
	void clientThatExistsWithinARequestOnlyBreaksNothing() {
		MongoClient client = Mockito.mock(MongoClient.class, (call) -> {
			throw new IllegalStateException("no request");
		});
		this.runner.withBean(MongoDatabaseFactory.class, () -> new SimpleMongoClientDatabaseFactory(client, "a"))
			.withBean("scoped", MongoClient.class, () -> client, (definition) -> definition.setDestroyMethodName(""))
			.withPropertyValues("monarch.environments.other.uri=mongodb://db1/s")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Environments environments = context.getBean(Environments.class);
				assertThat(environments.all()).extracting(Environment::name).containsExactly("other");
				assertUnusable(() -> environments.get("application"), "'application'", "no request");
			});
	}

	@Test
	void unknownPropertyFails() {
		this.runner.withPropertyValues("monarch.migration.triger=none")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(UnboundConfigurationPropertiesException.class));
	}

	@ParameterizedTest
	@CsvSource({ "lease=0s, must be positive", "lease=-1s, must be positive",
			"lease=20s, must be longer than the renewal deadline",
			"renewal-deadline=5s, must be longer than the renewal interval", "wait=-1s, must not be negative" })
	void badLockSettingsAreNamed(String property, String message) {
		this.runner.withPropertyValues("monarch.migration.lock." + property)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(MonarchException.class)
				.hasMessageContaining("monarch.migration.lock." + property.split("=")[0])
				.hasMessageContaining(message));
	}

	@Test
	void backsOffWithoutMongoClient() {
		this.runner.withClassLoader(new FilteredClassLoader(MongoClient.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Environments.class));
	}

	@Test
	void withoutSpringShellMigrationsStillRun() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.shell", "org.jline"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(MigrationApplicationRunner.class));
	}

	@Test
	void shellIsOnlyThereInAdminMode() {
		this.runner.run((context) -> assertThat(context.getBeanDefinitionNames())
			.noneMatch((name) -> name.toLowerCase(java.util.Locale.ROOT).contains("shell")
					&& !name.contains("MonarchShellAutoConfiguration")));
	}

	@Test
	void triggerDecidesWhenMigrationsRun() {
		this.runner.withPropertyValues("monarch.migration.trigger=before-web-server")
			.run((context) -> assertThat(context).hasSingleBean(MigrationLifecycle.class)
				.doesNotHaveBean(MigrationApplicationRunner.class));
		this.runner.withPropertyValues("monarch.migration.trigger=none")
			.run((context) -> assertThat(context).doesNotHaveBean(MigrationLifecycle.class)
				.doesNotHaveBean(MigrationApplicationRunner.class));
	}

}
