package io.monarch.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Leaves repositories to the tests that enable them, since the search reads every class
 * of the package, in each application that a test starts.
 */
class RepositoriesOnRequest implements EnvironmentPostProcessor {

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (RequestedAutoConfigurations.isActive()) {
			environment.getPropertySources()
				.addLast(new MapPropertySource("tests", Map.of("spring.data.mongodb.repositories.type", "none")));
		}
	}

}
