package io.monarch.autoconfigure;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.monarch.migration.Migrations;
import io.monarch.mongock.MongockChangeUnits;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for change units of Mongock, if
 * {@code monarch.mongock.packages} names their packages.
 */
@AutoConfiguration(after = MonarchMigrationAutoConfiguration.class)
@ConditionalOnBean(Migrations.class)
@Conditional(MonarchMongockAutoConfiguration.OnPackages.class)
public final class MonarchMongockAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	MongockChangeUnits monarchMongockChangeUnits(MonarchProperties properties,
			ConfigurableListableBeanFactory beanFactory, Environment environment) {
		Set<String> profiles = new HashSet<>(Set.of(environment.getActiveProfiles()));
		if (AdminProperties.isActive(environment)) {
			// The change units are those of a deployment.
			profiles.remove(AdminArguments.COMMAND);
		}
		return new MongockChangeUnits(properties.getMongock().settings(), beanFactory, profiles);
	}

	static final class OnPackages extends SpringBootCondition {

		private static final String PACKAGES = "monarch.mongock.packages";

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			try {
				List<String> packages = Binder.get(context.getEnvironment())
					.bind(PACKAGES, Bindable.listOf(String.class))
					.orElseGet(List::of);
				return new ConditionOutcome(!packages.isEmpty(), PACKAGES + " is " + packages);
			}
			catch (BindException ex) {
				// The properties say why.
				return ConditionOutcome.noMatch(PACKAGES + " cannot be read");
			}
		}

	}

}
