package io.monarch.autoconfigure;

import io.monarch.environment.Environments;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.Migrations;
import io.monarch.rehearsal.Rehearsal;
import io.monarch.transfer.DatabaseReplacement;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for rehearsals of migrations.
 */
@AutoConfiguration(after = { MonarchMigrationAutoConfiguration.class, MonarchTransferAutoConfiguration.class })
@ConditionalOnBean(Environments.class)
@Lazy
public final class MonarchRehearsalAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Rehearsal monarchRehearsal(Migrations migrations, DatabaseReplacement replacement, EnvironmentLocks locks,
			ListableBeanFactory beans, Environment environment) {
		return new Rehearsal(migrations, replacement, locks, beans, AdminProperties.isActive(environment));
	}

}
