package io.monarch.autoconfigure;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import io.monarch.actuate.BatchProgress;
import io.monarch.actuate.LastProofs;
import io.monarch.actuate.MigrationHealthIndicator;
import io.monarch.actuate.MonarchEndpoint;
import io.monarch.actuate.ObservedMigrations;
import io.monarch.actuate.ObservedTransfers;
import io.monarch.actuate.OwnFailures;
import io.monarch.actuate.PendingMigrations;
import io.monarch.actuate.ProofAges;
import io.monarch.actuate.TransferredDocuments;
import io.monarch.backup.BackupEntry;
import io.monarch.backup.Backups;
import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.FailedMigrations;
import io.monarch.migration.Migrations;
import io.monarch.transfer.TransferObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for monitoring: each part if the
 * application has its dependencies. In admin mode, the endpoint is not used, but metrics
 * are still exported.
 */
@AutoConfiguration(after = MonarchMigrationAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration" })
@ConditionalOnBean(Environments.class)
public final class MonarchActuatorAutoConfiguration {

	private static final String ADMIN_MODE = "io.monarch.admin-mode";

	/**
	 * Return the backups, whose bean is created when they are first read, or none if
	 * there is no such bean.
	 */
	private static Supplier<List<BackupEntry>> listed(ObjectProvider<Backups> backups) {
		return () -> {
			Backups found = backups.getIfAvailable();
			return (found != null) ? found.list() : List.of();
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = ADMIN_MODE, havingValue = "false", matchIfMissing = true)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	@ConditionalOnBean(Migrations.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		MonarchEndpoint monarchEndpoint(Environments environments, Migrations migrations, EnvironmentLocks locks,
				ObjectProvider<Backups> backups) {
			return new MonarchEndpoint(environments, migrations, locks, new LastProofs(listed(backups)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = ADMIN_MODE, havingValue = "false", matchIfMissing = true)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnBean(Migrations.class)
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(value = OwnFailures.class, name = "monarchOwnFailures")
		@ConditionalOnEnabledHealthIndicator("monarch")
		OwnFailures monarchOwnFailures() {
			return new OwnFailures();
		}

		@Bean
		@ConditionalOnMissingBean(name = "monarchHealthIndicator")
		@ConditionalOnEnabledHealthIndicator("monarch")
		HealthIndicator monarchHealthIndicator(Environments environments, EnvironmentLocks locks, OwnFailures own) {
			FailedMigrations problems = new FailedMigrations(locks);
			AtomicReference<@Nullable HealthIndicator> known = new AtomicReference<>();
			return () -> {
				// The database may be known only after the application has started.
				HealthIndicator indicator = known.get();
				if (indicator == null) {
					environments.application()
						.ifPresent((environment) -> known.compareAndSet(null,
								new MigrationHealthIndicator(environment, problems, own)));
					indicator = known.get();
				}
				return (indicator != null) ? indicator.health()
						: Health.unknown().withDetail("error", "The application has no environment of its own").build();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnBean(ObservationRegistry.class)
	static class ObservationConfiguration {

		@Bean
		@ConditionalOnMissingBean(value = ObservedMigrations.class, name = "monarchObservedMigrations")
		ObservedMigrations monarchObservedMigrations(ObservationRegistry registry) {
			return new ObservedMigrations(registry);
		}

		@Bean
		@ConditionalOnMissingBean
		TransferObserver monarchObservedTransfers(ObservationRegistry registry) {
			return new ObservedTransfers(registry);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static class MeterConfiguration {

		@Bean
		@ConditionalOnMissingBean(value = TransferredDocuments.class, name = "monarchTransferredDocuments")
		TransferredDocuments monarchTransferredDocuments(MeterRegistry registry) {
			return new TransferredDocuments(registry);
		}

		@Bean
		@ConditionalOnProperty(name = ADMIN_MODE, havingValue = "false", matchIfMissing = true)
		@ConditionalOnBean(Migrations.class)
		@ConditionalOnMissingBean(name = "monarchPendingMigrations")
		MeterBinder monarchPendingMigrations(MonarchProperties properties, Environments environments,
				Migrations migrations) {
			return new PendingMigrations(properties.getEnvironment(), environments, migrations);
		}

		@Bean
		@ConditionalOnProperty(name = ADMIN_MODE, havingValue = "false", matchIfMissing = true)
		@ConditionalOnBean(Migrations.class)
		@ConditionalOnMissingBean(name = "monarchBatchProgress")
		MeterBinder monarchBatchProgress(MonarchProperties properties, Environments environments,
				Migrations migrations) {
			return new BatchProgress(properties.getEnvironment(), environments, migrations);
		}

		@Bean
		@ConditionalOnProperty(name = ADMIN_MODE, havingValue = "false", matchIfMissing = true)
		@ConditionalOnBean(Migrations.class)
		@ConditionalOnMissingBean(name = "monarchAgeOfProofs")
		MeterBinder monarchAgeOfProofs(MonarchProperties properties, ObjectProvider<Backups> backups) {
			Set<String> names = new TreeSet<>(properties.getEnvironments().keySet());
			names.add(properties.getEnvironment());
			return new ProofAges(new LastProofs(listed(backups)), names, Clock.systemUTC());
		}

	}

}
