package io.monarch.autoconfigure;

import io.monarch.autoconfigure.MonarchProperties.Migration;
import io.monarch.environment.Environments;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.transfer.Unfinished;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MongoConverter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for migrations. It comes after that
 * of Spring Shell, which would take the runner for one that replaces its own.
 */
@AutoConfiguration(after = MonarchAutoConfiguration.class,
		afterName = "org.springframework.shell.core.autoconfigure.SpringShellAutoConfiguration")
@ConditionalOnBean(Environments.class)
public final class MonarchMigrationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MigrationRunner monarchMigrationRunner(MonarchProperties properties, ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<MongoTemplate> template, ObjectProvider<MongoConverter> converter, Environment environment,
			ApplicationEventPublisher publisher, ObjectProvider<MigrationListener> listeners) {
		Migration migration = properties.getMigration();
		// A copy or a restore may have died in the middle of putting the new data in
		// place.
		MigrationSettings settings = new MigrationSettings(migration.getLock().settings().with(new Unfinished()),
				migration.getOutOfOrder(), migration.getTransactions(),
				environment.getProperty("spring.application.version"));
		return new MigrationRunner(beanFactory, new MigrationTemplates(template.getIfUnique(), converter.getIfUnique()),
				settings, publisher, listeners.orderedStream().toList());
	}

	@Bean
	@ConditionalOnProperty(name = "monarch.migration.trigger", havingValue = "application-runner",
			matchIfMissing = true)
	MigrationApplicationRunner monarchMigrationApplicationRunner(MigrationRunner runner, Environments environments) {
		return new MigrationApplicationRunner(new DeployMigration(runner, environments));
	}

	@Bean
	@ConditionalOnProperty(name = "monarch.migration.trigger", havingValue = "before-web-server")
	MigrationLifecycle monarchMigrationLifecycle(MigrationRunner runner, Environments environments) {
		return new MigrationLifecycle(new DeployMigration(runner, environments));
	}

}
