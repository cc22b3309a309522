package io.monarch.autoconfigure;

import io.monarch.migration.MigrationRunner;

import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tests of a slice of an
 * application, such as {@code @DataMongoTest}, whose component scan finds no migrations.
 */
@AutoConfiguration(after = MonarchMigrationAutoConfiguration.class)
@ConditionalOnBean(MigrationRunner.class)
public final class MonarchMigrationScanAutoConfiguration {

	@Bean
	static BeanDefinitionRegistryPostProcessor monarchMigrationScan(Environment environment) {
		return MigrationScan.ofApplication(environment);
	}

}
