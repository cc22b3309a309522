package io.monarch.autoconfigure;

import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.connection.ClusterType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.actuate.MigrationHealthIndicator;
import io.monarch.actuate.MonarchEndpoint;
import io.monarch.actuate.ObservedMigrations;
import io.monarch.actuate.OwnFailures;
import io.monarch.actuate.TransferredDocuments;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.migration.FailedMigrations;
import io.monarch.migration.MigrationRunner;
import io.monarch.testsupport.EverySpringBoot;
import io.monarch.testsupport.QuietOutput;
import io.monarch.testsupport.TestLocks;
import io.monarch.transfer.TransferObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link MonarchActuatorAutoConfiguration}: what backs off, and when.
 */
@EverySpringBoot
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class MonarchActuatorAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.jmx.exposure.include=monarch";

	private final ApplicationContextRunner withoutMigrations = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				MonarchAutoConfiguration.class, MonarchTransferAutoConfiguration.class,
				MonarchActuatorAutoConfiguration.class))
		.withPropertyValues("spring.mongodb.uri=mongodb://127.0.0.1:1/shop?serverSelectionTimeoutMS=100",
				"spring.jmx.enabled=true", EXPOSED);

	private final ApplicationContextRunner withoutActuator = this.withoutMigrations
		.withConfiguration(AutoConfigurations.of(MonarchMigrationAutoConfiguration.class));

	private final ApplicationContextRunner runner = this.withoutActuator
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class));

	private final ApplicationContextRunner measured = this.runner
		.withBean(ObservationRegistry.class, ObservationRegistry::create)
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new);

	@Test
	void everythingIsThereWhereTheApplicationHasWhatItNeeds() {
		this.measured.run((context) -> assertThat(context).hasNotFailed()
			.hasSingleBean(MonarchEndpoint.class)
			.hasBean("monarchHealthIndicator")
			.hasSingleBean(ObservedMigrations.class)
			.hasSingleBean(TransferObserver.class)
			.hasSingleBean(TransferredDocuments.class)
			.hasBean("monarchPendingMigrations")
			.hasBean("monarchBatchProgress"));
	}

	@Test
	void nothingIsThereWithoutTheClassesOfTheActuator() {
		this.withoutActuator
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate",
					"org.springframework.boot.health", "io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MigrationRunner.class)
				.doesNotHaveBean("monarchEndpoint")
				.doesNotHaveBean("monarchHealthIndicator")
				.doesNotHaveBean("monarchPendingMigrations")
				.doesNotHaveBean("monarchBatchProgress")
				.doesNotHaveBean(ObservedMigrations.class));
	}

	@Test
	void onlyWhatIsMeasuredIsThereInAdminMode() {
		this.measured.withPropertyValues("io.monarch.admin-mode=true")
			.run((context) -> assertThat(context).doesNotHaveBean(MonarchEndpoint.class)
				.doesNotHaveBean("monarchHealthIndicator")
				.doesNotHaveBean("monarchPendingMigrations")
				.doesNotHaveBean("monarchBatchProgress")
				.hasSingleBean(ObservedMigrations.class)
				.hasSingleBean(TransferObserver.class)
				.hasSingleBean(TransferredDocuments.class));
	}

	@Test
	void transfersAreMeasuredWithoutMigrations() {
		this.withoutMigrations.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(TransferObserver.class)
				.hasSingleBean(TransferredDocuments.class)
				.doesNotHaveBean(MonarchEndpoint.class)
				.doesNotHaveBean("monarchHealthIndicator")
				.doesNotHaveBean("monarchPendingMigrations")
				.doesNotHaveBean("monarchBatchProgress"));
	}

	/**
	 * What a gauge needs to be registered must not connect an application that connects
	 * later, or fail its start.
	 */
	@Test
	void pendingMigrationsAreCountedWhenTheGaugeIsReadAndNotAtStartup() {
		this.measured
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean("monarchPendingMigrations", MeterBinder.class).bindTo(registry);
				Gauge gauge = registry.get("monarch.migrations.pending").tag("environment", "application").gauge();
				assertThat(context.getBeanFactory().containsSingleton("mongo")).isFalse();
				assertThat(gauge.value()).isNaN();
				await().until(() -> context.getBeanFactory().containsSingleton("mongo"));
			});
	}

	@Test
	void healthWhenItCannotBeReadIsNoError(CapturedOutput output) {
		Environment closed = Environments.withApplication(List.of(), "x", Mockito.mock(MongoClient.class, (call) -> {
			if (call.getMethod().getName().equals("getClusterDescription")) {
				return new ClusterDescription(ClusterConnectionMode.SINGLE, ClusterType.STANDALONE, List.of(),
						ClusterSettings.builder().build(), null);
			}
			throw new IllegalStateException("the client is closed");
		}), "shop", true).application().orElseThrow();
		HealthIndicator health = new MigrationHealthIndicator(closed,
				new FailedMigrations(TestLocks.of(new MonarchProperties().getMigration().getLock().settings())),
				new OwnFailures());
		// It is read on a thread of its own, and is unknown until that is done.
		await().untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(Status.DOWN));
		assertThat(output).contains("Health check failed", "the client is closed");
	}

	@Test
	void nothingIsMeasuredWithoutARegistry() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ObservedMigrations.class)
			.doesNotHaveBean(TransferObserver.class)
			.doesNotHaveBean(TransferredDocuments.class)
			.doesNotHaveBean(MeterBinder.class));
	}

	@Test
	void endpointIsNotThereUnlessItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.jmx.exposure.include=info")
			.run((context) -> assertThat(context).doesNotHaveBean(MonarchEndpoint.class));
	}

	@Test
	void healthIndicatorIsNotThereWhenItIsDisabled() {
		this.runner.withPropertyValues("management.health.monarch.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("monarchHealthIndicator"));
	}

	@Test
	void beansOfTheApplicationReplaceOurs() {
		HealthIndicator health = () -> Health.up().build();
		MeterBinder pending = (registry) -> {
		};
		this.measured.withBean("monarchHealthIndicator", HealthIndicator.class, () -> health)
			.withBean("monarchPendingMigrations", MeterBinder.class, () -> pending)
			.withBean("mine", TransferObserver.class, () -> TransferObserver.NONE)
			.run((context) -> {
				assertThat(context).getBean("monarchHealthIndicator").isSameAs(health);
				assertThat(context).getBean("monarchPendingMigrations").isSameAs(pending);
				assertThat(context).getBean(TransferObserver.class).isSameAs(TransferObserver.NONE);
			});
	}

	@Test
	void healthOfAServerThatCannotBeReachedIsUnknown() {
		this.runner
			.run((context) -> assertThat(context.getBean("monarchHealthIndicator", HealthIndicator.class).health())
				.satisfies((health) -> assertThat(health.getStatus().getCode()).isEqualTo("UNKNOWN")));
	}

}
