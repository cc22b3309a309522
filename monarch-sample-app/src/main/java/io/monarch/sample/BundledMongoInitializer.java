package io.monarch.sample;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Configures the bundled MongoDB where no other one is configured, and two environments
 * on it to play with.
 */
final class BundledMongoInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (environment.containsProperty("spring.mongodb.uri") || environment.containsProperty("spring.mongodb.host")) {
			return;
		}
		BundledMongo mongo = BundledMongo.open(Path.of(environment.getProperty("sample.data", "monarch-sample-data")));
		// Registered first, so that it is closed after everything that uses it.
		((DefaultListableBeanFactory) context.getBeanFactory()).registerDisposableBean("bundledMongo", mongo::close);
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("spring.mongodb.uri", mongo.uri("dogs"));
		properties.put("monarch.environments.production.uri", mongo.uri("dogs_production"));
		properties.put("monarch.environments.development.uri", mongo.uri("dogs_development"));
		properties.put("monarch.migration.transactions", "if-available"); // it has none
		environment.getPropertySources().addLast(new MapPropertySource("bundledMongo", properties));
	}

}
