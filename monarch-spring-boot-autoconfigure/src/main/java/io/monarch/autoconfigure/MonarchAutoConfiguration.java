package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.MongoClient;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.LoadedEnvironments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.transfer.SwapRecovery;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.ExitCodeExceptionMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.boot.mongodb.autoconfigure.MongoProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the environments of Monarch.
 */
@AutoConfiguration(after = { MongoAutoConfiguration.class, DataMongoAutoConfiguration.class })
@ConditionalOnClass({ MongoClient.class, MongoDatabaseFactory.class })
@EnableConfigurationProperties({ MonarchProperties.class, MongoProperties.class })
public final class MonarchAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Environments monarchEnvironments(MonarchProperties properties, MongoProperties mongoProperties,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<MongoClient> client,
			ObjectProvider<MongoDatabaseFactory> databaseFactory, ApplicationContext context) {
		EnvironmentSettingsFactory factory = new EnvironmentSettingsFactory(sslBundles.getIfAvailable(),
				mongoProperties.getRepresentation().getUuid(),
				(name, settings) -> StuckWorkTermination.findSilence(context, "environment '" + name + "'", settings));
		List<EnvironmentSettings> settings = new ArrayList<>();
		Map<String, MonarchException> unusable = new LinkedHashMap<>();
		List<EnvironmentSettings> readable = new ArrayList<>();
		Set<String> names = properties.getEnvironments().keySet();
		properties.getEnvironments().forEach((name, each) -> {
			try {
				AmbiguousNames.refuse(name, names);
				settings.add(factory.create(new EnvironmentPlace(name, null), each));
			}
			catch (InvalidConfigurationException ex) {
				unusable.put(name, ex); // only operations that use it fail
				Optional.ofNullable(UnusableEnvironment.read(name, each)).ifPresent(readable::add);
			}
		});
		String own = properties.getEnvironment();
		EnvironmentSettingsFactory.requireName("monarch.environment=" + own, own);
		String history = HistoryName.require(properties.getMigration().getCollection());
		LoadedEnvironments configured = LoadedEnvironments.configured(settings, unusable, readable);
		return Environments.withApplication(configured, own, history,
				new ApplicationConnections(own, client, databaseFactory, context),
				new SourcedEnvironments(context, factory, configured, own));
	}

	@Bean
	@ConditionalOnMissingBean
	EnvironmentLocks monarchEnvironmentLocks(MonarchProperties properties, ApplicationContext context) {
		return new EnvironmentLocks(properties.getMigration().getLock().settings(), new SwapRecovery(),
				StuckWorkTermination.withoutLock(context));
	}

	@Bean
	@ConditionalOnMissingBean(name = "monarchClientCustomizer")
	MongoClientSettingsBuilderCustomizer monarchClientCustomizer(ApplicationContext context) {
		return (settings) -> StuckWorkTermination.findSilence(context, "the application", settings);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = "monarchEnvironmentVariables")
	static EnvironmentVariables monarchEnvironmentVariables() {
		return new EnvironmentVariables();
	}

	/**
	 * Repositories create a client before the environments are needed.
	 */
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = "monarchConnectionCheck")
	static ConnectionCheck monarchConnectionCheck(Environment environment) {
		return new ConnectionCheck(environment);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = "monarchDestroyedListeners")
	static DestroyedListeners monarchDestroyedListeners() {
		return new DestroyedListeners();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(name = "monarchBindHandlerAdvisor")
	static ConfigurationPropertiesBindHandlerAdvisor monarchBindHandlerAdvisor() {
		return BindFailureHandler::new;
	}

	@Bean
	@ConditionalOnMissingBean(name = "monarchExitCodeExceptionMapper")
	ExitCodeExceptionMapper monarchExitCodeExceptionMapper() {
		return (failure) -> (failure instanceof MonarchException monarch) ? monarch.kind().exitCode() : 0;
	}

}
