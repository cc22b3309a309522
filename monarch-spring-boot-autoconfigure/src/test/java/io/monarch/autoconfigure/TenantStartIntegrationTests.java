package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.mongodb.client.MongoClient;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentDefinition;
import io.monarch.environment.EnvironmentSource;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MigrationResult.Applied;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MongoMigration;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestTenants;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.mongodb.core.MongoTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Starts applications that migrate the databases of tenants.
 */
@RealMongo
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class TenantStartIntegrationTests {

	private static final String SECRET = "s3cr3t-of-a-tenant";

	private static final String TENANTS = "--monarch.migration.environments=application,tenant-*";

	private static Supplier<List<EnvironmentDefinition>> source = List::of;

	private static List<Integer> exitCodes = new ArrayList<>();

	private TestDatabase database;

	private TestTenants tenants;

	@BeforeEach
	void define(TestDatabase own) {
		this.database = own;
		this.tenants = new TestTenants(own, 4);
		exitCodes = Collections.synchronizedList(new ArrayList<>());
		source = () -> this.tenants.names().stream().map(this::onServerOfTheApplication).toList();
	}

	@AfterEach
	void drop() {
		this.tenants.close();
	}

	private EnvironmentDefinition onServerOfTheApplication(String tenant) {
		return EnvironmentDefinition.onServerOf("application", tenant, this.tenants.databaseName(tenant));
	}

	private EnvironmentDefinition byUri(String tenant) {
		return EnvironmentDefinition.of(tenant, this.tenants.uri(tenant));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void tenantsAreMigratedWithTheApplicationsOwn(boolean onServerOfTheApplication) {
		if (!onServerOfTheApplication) {
			source = () -> this.tenants.names().stream().map(this::byUri).toList();
		}
		start(TENANTS).close();
		start(TENANTS).close();
		assertThat(dogs("tenant-001", "tenant-002", "tenant-003", "tenant-004")).containsOnly(1L);
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(this.database.collection("cats").countDocuments()).isZero();
		assertThat(this.tenants.database("tenant-001").getCollection("cats").countDocuments()).isEqualTo(1);
	}

	@Test
	void theApplicationsOwnAloneIsMigratedByDefault() {
		start().close();
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(dogs("tenant-001")).containsOnly(0L);
	}

	@Test
	void failureOfOneStopsNoneOfTheOthersAndFailsTheStart(CapturedOutput output) {
		failIn("tenant-002", "tenant-004");
		MonarchException failure = fail(TENANTS);
		assertThat(failure)
			.hasMessageContaining("2 of 5 environments are not migrated: 'tenant-002': Migration '1_dogs'")
			.hasMessageContaining(" 'tenant-004': ");
		assertThat(failure.action()).contains("monarch");
		assertThat(exitCodes).containsExactly(1);
		assertThat(dogs("tenant-001", "tenant-003")).containsOnly(1L);
		assertThat(output.getAll()).contains("Environment 'tenant-002' is not migrated: Migration '1_dogs' failed")
			.contains("Environment 'tenant-004' is not migrated: ");
	}

	@Test
	void failureOfOneStopsTheOthersWhereThatIsWanted() {
		failIn("tenant-002");
		MonarchException failure = fail(TENANTS, "--monarch.migration.on-failure=stop",
				"--monarch.migration.parallelism=1");
		assertThat(failure).hasMessageContaining("1 of 5 environments is not migrated:")
			.hasMessageContaining("2 more were not started: 'tenant-003' and 'tenant-004'.");
		assertThat(dogs("tenant-001")).containsOnly(1L);
		assertThat(dogs("tenant-003", "tenant-004")).containsOnly(0L);
	}

	@Test
	void tenantThatIsDownOrDefinedWronglyStopsNoneOfTheOthers(CapturedOutput output) {
		source = () -> Stream
			.concat(this.tenants.names().stream().map(this::onServerOfTheApplication),
					Stream.of(
							EnvironmentDefinition.of("tenant-down",
									"mongodb://localhost:1/x?serverSelectionTimeoutMS=200"),
							EnvironmentDefinition.of("tenant-wrong", "mongodb://u:" + SECRET + "/@localhost/x")))
			.toList();
		MonarchException failure = fail(TENANTS);
		assertThat(failure).hasMessageContaining("2 of 7 environments are not migrated:")
			.hasMessageContaining("'tenant-down': Environment 'tenant-down' (x on localhost:1) cannot be reached")
			.hasMessageContaining(
					"'tenant-wrong': The URI of environment 'tenant-wrong' of the source 'tenants' is not");
		assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(exitCodes).containsExactly(2);
		assertThat(dogs("tenant-001", "tenant-004")).containsOnly(1L);
		assertThat(output.getAll()).doesNotContain(SECRET);
		start().close(); // nothing that is not used breaks
	}

	@Test
	void globOrNameThatIsMisspelledIsAnErrorWithTheNearestName() {
		MonarchException glob = fail("--monarch.migration.environments=application,tennant-*");
		assertThat(glob)
			.hasMessageContaining("monarch.migration.environments: No environment matches 'tennant-*'. Did you mean");
		assertThat(glob.action()).contains("'tenant-001'");
		assertThat(exitCodes).containsExactly(2);
		assertThat(this.database.collection("dogs").countDocuments()).isZero();
		exitCodes.clear();
		MonarchException failure = fail("--monarch.migration.environments=tenant-01");
		assertThat(failure).hasMessageContaining(
				"monarch.migration.environments: There is no environment 'tenant-01'. Did you mean 'tenant-001'");
		assertThat(exitCodes).containsExactly(2);
	}

	@Test
	void clientOfATenantThatIsNoLongerDefinedIsClosedAfterItsLastRun() {
		source = () -> List.of(byUri("tenant-001"));
		try (ConfigurableApplicationContext context = start()) {
			Environments environments = context.getBean(Environments.class);
			Environment tenant = environments.get("tenant-001");
			MongoClient client = tenant.client();
			Environment.Hold run = tenant.hold();
			source = List::of;
			environments.refresh();
			assertThat(environments.names()).doesNotContain("tenant-001");
			client.getDatabase("admin").runCommand(new Document("ping", 1));
			run.close();
			assertThatIllegalStateException()
				.isThrownBy(() -> client.getDatabase("admin").runCommand(new Document("ping", 1)));
			source = () -> List.of(byUri("tenant-001"));
			environments.refresh();
			environments.get("tenant-001").mongoDatabase().runCommand(new Document("ping", 1));
		}
	}

	@Test
	void globWithoutTenantsYetIsAWarning(CapturedOutput output) {
		source = List::of;
		start(TENANTS).close();
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(output.getAll()).contains("has 'tenant-*', which matches no environment",
				"the sources of environments define none");
	}

	@Test
	void sourceThatFailsFailsTheStartOnlyWhereItIsNeeded(CapturedOutput output) {
		source = () -> {
			throw new IllegalStateException("no table of tenants");
		};
		start().close();
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(output.getAll()).contains("The environment source 'tenants' failed", "no table of tenants");
		assertThat(fail(TENANTS)).hasMessageContaining("The environment source 'tenants' failed");
	}

	@Test
	void databaseThatIsDefinedTwiceIsMigratedOnce(CapturedOutput output) {
		source = () -> List.of(byUri("tenant-001"),
				EnvironmentDefinition.of("tenant-x", this.tenants.uri("tenant-001")),
				EnvironmentDefinition.onServerOf("application", "tenant-own", this.database.name()));
		start(TENANTS).close();
		assertThat(dogs("tenant-001")).containsOnly(1L);
		assertThat(this.database.collection("dogs").countDocuments()).isEqualTo(1);
		assertThat(output.getAll()).contains("The environments 'tenant-001', 'tenant-x' are the same database")
			.contains("The environments 'application', 'tenant-own' are the same database");
	}

	@Test
	void newTenantIsMigratedAtRunTime() {
		try (ConfigurableApplicationContext context = start(TENANTS)) {
			this.tenants.add("tenant-new");
			MigrationRunner runner = context.getBean(MigrationRunner.class);
			assertThat(runner.migrate(context.getBean(Environments.class).get("tenant-new")).applied())
				.extracting(Applied::id)
				.containsExactly("1_dogs", "2_cats");
			assertThat(dogs("tenant-new")).containsOnly(1L);
		}
	}

	@Test
	void tenantsThatTheApplicationsOwnMigrationsAddAreMigratedByTheSameStart() {
		source = () -> this.database.collection("dogs").countDocuments() > 0 ? List.of(byUri("tenant-004")) : List.of();
		start("--monarch.migration.environments=*").close();
		assertThat(dogs("tenant-004")).containsOnly(1L);
	}

	@Timeout(180)
	@ParameterizedTest
	@ValueSource(strings = { "before-beans", "before-web-server" })
	void migrationsThatNeedBeansRunOnSeveralThreadsWhileTheContextIsCreated(String trigger) {
		start(TENANTS, "--monarch.migration.trigger=" + trigger).close();
		assertThat(dogs("tenant-001", "tenant-004")).containsOnly(1L);
	}

	@Test
	void parallelismThatIsNoneIsAnError() {
		assertThat(catchThrowableOfType(RuntimeException.class, () -> start("--monarch.migration.parallelism=0")))
			.hasStackTraceContaining("monarch.migration.parallelism is 0, but has to be at least 1");
	}

	private void failIn(String... names) {
		for (String name : names) {
			this.tenants.database(name).getCollection("dogs").insertOne(new Document("_id", 1));
			this.tenants.database(name).getCollection("fail").insertOne(new Document());
		}
	}

	private List<Long> dogs(String... names) {
		return Stream.of(names)
			.map((name) -> this.tenants.database(name).getCollection("dogs").countDocuments())
			.toList();
	}

	private MonarchException fail(String... arguments) {
		return catchThrowableOfType(MonarchException.class, () -> start(arguments));
	}

	private ConfigurableApplicationContext start(String... arguments) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addListeners((ExitCodeEvent event) -> exitCodes.add(event.getExitCode()));
		return application
			.run(Stream.concat(Stream.of("--spring.mongodb.uri=" + this.database.uri()), Stream.of(arguments))
				.toArray(String[]::new));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		@Bean
		EnvironmentSource tenants() {
			return () -> source.get();
		}

		@Bean
		@Lazy
		StringBuilder needed() {
			return new StringBuilder("Rex");
		}

		@Bean
		@Lazy
		Dogs dogs(ObjectProvider<StringBuilder> name) {
			return new Dogs(name);
		}

		@Bean
		@Lazy
		Cats cats() {
			return new Cats();
		}

	}

	@Migration("1_dogs")
	static class Dogs implements MongoMigration {

		private final ObjectProvider<StringBuilder> name;

		Dogs(ObjectProvider<StringBuilder> name) {
			this.name = name;
		}

		@Override
		public void migrate(MigrationContext context) {
			MongoTemplate mongo = context.mongo();
			if (mongo.collectionExists("fail")) {
				throw new IllegalStateException("boom");
			}
			mongo.insert(new Document("name", this.name.getObject().toString()), "dogs");
		}

	}

	@Migration(id = "2_cats", environments = "tenant-*")
	static class Cats implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().insert(new Document(), "cats");
		}

	}

}
