package io.monarch.autoconfigure;

import io.monarch.autoconfigure.MonarchProperties.Migration;
import io.monarch.autoconfigure.MonarchProperties.Trigger;
import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationSource;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.MongoMigration;
import io.monarch.migration.TransactionFailureListener;
import io.monarch.rehearsal.ApplicationGuard;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for migrations. It comes after that
 * of Spring Shell, which would back off because of the runner. A child context with this
 * auto-configuration runs its own migrations, which its parent does not know.
 */
@AutoConfiguration(after = MonarchAutoConfiguration.class,
		afterName = "org.springframework.shell.core.autoconfigure.SpringShellAutoConfiguration")
@ConditionalOnBean(Environments.class)
public final class MonarchMigrationAutoConfiguration {

	private static final String TRIGGER = "monarch.migration.trigger";

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	Migrations monarchApplicationMigrations(MonarchProperties properties, EnvironmentLocks locks,
			ConfigurableListableBeanFactory beanFactory, ApplicationContext context) {
		Migration migration = properties.getMigration();
		MigrationSettings settings = new MigrationSettings(locks, migration.getOutOfOrder(),
				migration.getTransactions(), migration.getForeignHistory(), migration.foreignHistories(),
				new MigratingApplication(context.getEnvironment().getProperty("spring.application.name"),
						context.getEnvironment().getProperty("spring.application.version")),
				migration.getBatch().settings());
		return new Migrations(beanFactory,
				new MigrationTemplates(context, !AdminProperties.isActive(context.getEnvironment())), settings);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	MigrationRunner monarchMigrationRunner(Migrations migrations, ApplicationEventPublisher publisher,
			ObjectProvider<MigrationListener> listeners) {
		return new MigrationRunner(migrations, publisher, listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	EnvironmentTasks monarchEnvironmentTasks(MonarchProperties properties) {
		return properties.getMigration().tasks();
	}

	@Bean
	@ConditionalOnMissingBean(name = "monarchMigrationPackages")
	static BeanDefinitionRegistryPostProcessor monarchMigrationPackages() {
		return MigrationScan.ofConfiguredPackages();
	}

	/**
	 * Without migrations, no listener for commands is needed.
	 */
	@Bean
	@ConditionalOnMissingBean(name = "monarchTransactionFailureCustomizer")
	static MongoClientSettingsBuilderCustomizer monarchTransactionFailureCustomizer(ListableBeanFactory beanFactory) {
		return (settings) -> {
			if (beanFactory.getBeanNamesForType(MongoMigration.class, true, false).length > 0
					|| beanFactory.getBeanNamesForType(MigrationSource.class, true, false).length > 0) {
				settings.addCommandListener(new TransactionFailureListener());
				settings.addCommandListener(new ApplicationGuard());
			}
		};
	}

	@Bean
	@ConditionalOnMissingBean(name = "monarchDeployMigration", search = SearchStrategy.CURRENT)
	DeployMigration monarchDeployMigration(Migrations migrations, MigrationRunner runner, Environments environments,
			EnvironmentTasks tasks, MonarchProperties properties, AutomaticIndexes indexes) {
		Migration migration = properties.getMigration();
		return new DeployMigration(migrations, new StartEnvironments(environments, migration.getEnvironments()), runner,
				tasks, migration.getTrigger(), indexes);
	}

	@Bean
	@ConditionalOnMissingBean(name = "monarchBackgroundMigrationsListener", search = SearchStrategy.CURRENT)
	ApplicationListener<ApplicationReadyEvent> monarchBackgroundMigrationsListener(
			ObjectProvider<DeployMigration> migration) {
		return (event) -> migration.ifAvailable(DeployMigration::startBackground);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = "monarchChildContextMigrations")
	static ChildContextMigrations monarchChildContextMigrations() {
		return new ChildContextMigrations();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = "monarchAutomaticIndexes", search = SearchStrategy.CURRENT)
	static AutomaticIndexes monarchAutomaticIndexes() {
		return new AutomaticIndexes();
	}

	@Bean
	@ConditionalOnMissingBean(name = "monarchMigrationApplicationRunner", search = SearchStrategy.CURRENT)
	@Conditional(OnApplicationRunner.class)
	MigrationApplicationRunner monarchMigrationApplicationRunner(DeployMigration migration) {
		return new MigrationApplicationRunner(migration);
	}

	@Bean
	@ConditionalOnMissingBean(name = "monarchMigrationLifecycle", search = SearchStrategy.CURRENT)
	@Conditional(OnBeforeWebServer.class)
	MigrationLifecycle monarchMigrationLifecycle(DeployMigration migration) {
		return new MigrationLifecycle(migration);
	}

	/**
	 * Migrations before beans. Ahead-of-time processing does not decide the trigger, so
	 * there every bean waits, mostly unnecessarily.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnBeforeBeans.class)
	static class BeforeBeansConfiguration {

		@Bean(MigrationsBeforeBeans.NAME)
		@Lazy(false)
		@ConditionalOnMissingBean(name = MigrationsBeforeBeans.NAME, search = SearchStrategy.CURRENT)
		MigrationsBeforeBeans monarchMigrations(DeployMigration migration) {
			return new MigrationsBeforeBeans(migration);
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		@ConditionalOnMissingBean(name = "monarchMigrationsBarrier", search = SearchStrategy.CURRENT)
		static MigrationsFirst monarchMigrationsBarrier() {
			return new MigrationsFirst();
		}

	}

	/**
	 * Read the trigger as the properties do, for which BEFORE_WEB_SERVER is
	 * 'before-web-server', and an empty value the default.
	 */
	static Trigger trigger(Environment environment) {
		try {
			return Binder.get(environment).bind(TRIGGER, Trigger.class).orElseGet(new Migration()::getTrigger);
		}
		catch (BindException ex) {
			return Trigger.NONE; // the properties fail to bind with a message
		}
	}

	/**
	 * Matches if this is the trigger, or if the application is processed ahead of time,
	 * since it then has to support any trigger that is configured in the deployment.
	 */
	private abstract static class OnTrigger extends SpringBootCondition {

		private final Trigger trigger;

		OnTrigger(Trigger trigger) {
			this.trigger = trigger;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			Environment environment = context.getEnvironment();
			if (environment.getProperty(AbstractAotProcessor.AOT_PROCESSING, Boolean.class, false)) {
				return ConditionOutcome.match("processed ahead of time");
			}
			Trigger configured = trigger(environment);
			return new ConditionOutcome(configured == this.trigger, TRIGGER + " is " + configured);
		}

	}

	static final class OnApplicationRunner extends OnTrigger {

		OnApplicationRunner() {
			super(Trigger.APPLICATION_RUNNER);
		}

	}

	static final class OnBeforeBeans extends OnTrigger {

		OnBeforeBeans() {
			super(Trigger.BEFORE_BEANS);
		}

	}

	static final class OnBeforeWebServer extends OnTrigger {

		OnBeforeWebServer() {
			super(Trigger.BEFORE_WEB_SERVER);
		}

	}

}
