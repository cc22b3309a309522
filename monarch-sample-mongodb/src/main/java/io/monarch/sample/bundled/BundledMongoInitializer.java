package io.monarch.sample.bundled;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Configures the bundled MongoDB if no other one is configured, with two environments to
 * experiment with. Its data is in the folder of the property {@code sample.data}.
 */
final class BundledMongoInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		if (environment.getProperty(AbstractAotProcessor.AOT_PROCESSING, boolean.class, false)
				|| environment.containsProperty("spring.mongodb.uri")
				|| environment.containsProperty("spring.mongodb.host")) {
			return;
		}
		Path folder = Path.of(environment.getProperty("sample.data", "monarch-sample-data"));
		BundledMongo mongo = BundledMongo.open(folder, PATIENCE);
		// Registered first, so that it is closed after everything that uses it.
		((DefaultListableBeanFactory) context.getBeanFactory()).registerDisposableBean("bundledMongo", mongo::close);
		environment.getPropertySources().addLast(new MapPropertySource("bundledMongo", properties(mongo)));
	}

	/**
	 * No name of a database begins with that of another: mongo-java-server 1.47.0 would
	 * drop both at once.
	 */
	private static Map<String, Object> properties(BundledMongo mongo) {
		return Map.of("spring.mongodb.uri", mongo.uri("dogs"), //
				"monarch.environments.production.uri", mongo.uri("production"), //
				"monarch.environments.development.uri", mongo.uri("development"), //
				"monarch.migration.transactions", "if-available"); // it has none
	}

}
