package io.monarch.autoconfigure;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationRunner;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.core.env.Environment;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for tests of a slice of an
 * application, such as {@code @DataMongoTest}, whose component scan finds no migrations.
 */
@AutoConfiguration(after = MonarchMigrationAutoConfiguration.class)
@ConditionalOnBean(MigrationRunner.class)
public final class MonarchMigrationScanAutoConfiguration {

	@Bean
	static BeanDefinitionRegistryPostProcessor monarchMigrationScan(Environment environment) {
		return new MigrationScan(environment);
	}

	/**
	 * Registers the migrations below the packages of the application.
	 */
	private static final class MigrationScan implements BeanDefinitionRegistryPostProcessor {

		private final Environment environment;

		MigrationScan(Environment environment) {
			this.environment = environment;
		}

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			ConfigurableListableBeanFactory factory = (ConfigurableListableBeanFactory) registry;
			if (AutoConfigurationPackages.has(factory)) {
				// One that was found already has the same name, and stays.
				ClassPathBeanDefinitionScanner scanner = new ClassPathBeanDefinitionScanner(registry, false,
						this.environment);
				scanner.addIncludeFilter(new AnnotationTypeFilter(Migration.class));
				scanner.scan(AutoConfigurationPackages.get(factory).toArray(String[]::new));
			}
		}

	}

}
