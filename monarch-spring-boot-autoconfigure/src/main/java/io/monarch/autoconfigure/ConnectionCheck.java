package io.monarch.autoconfigure;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.mongodb.autoconfigure.MongoConnectionDetails;
import org.springframework.boot.mongodb.autoconfigure.PropertiesMongoConnectionDetails;
import org.springframework.core.env.Environment;

/**
 * Checks the connection of the application itself before a client is created from it,
 * whose failure might quote parts of a password. From then on, the secrets of the
 * configuration are hidden.
 */
final class ConnectionCheck implements BeanPostProcessor {

	ConnectionCheck(Environment environment) {
		ConfiguredSecrets.learn(environment);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof MongoConnectionDetails connection) {
			EnvironmentSettingsFactory.check((bean instanceof PropertiesMongoConnectionDetails) ? "spring.mongodb.uri"
					: "The connection string of the bean '" + beanName + "'", connection);
		}
		return bean;
	}

}
