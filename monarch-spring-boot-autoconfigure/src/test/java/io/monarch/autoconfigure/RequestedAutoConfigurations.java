package io.monarch.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves the auto-configuration of Spring Shell and of Actuator to the tests that request
 * it. The applications of other tests are none of Spring Shell, and Actuator would take a
 * third of the time in which they start.
 */
class RequestedAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {

	static final String SPRING_SHELL = "test.spring-shell";

	static final String ACTUATOR = "test.actuator";

	private static final List<String> ACTUATOR_PACKAGES = List.of("org.springframework.boot.actuate.",
			"org.springframework.boot.health.", "org.springframework.boot.micrometer.");

	/**
	 * The property that is {@code false} in the tests of other modules: Maven lets them
	 * see this class where it has not packed the tests of this module.
	 */
	static final String ACTIVE = "monarch.test.on-request";

	private boolean shell;

	private boolean actuator;

	@Override
	public void setEnvironment(Environment environment) {
		this.shell = environment.getProperty(SPRING_SHELL, Boolean.class, false);
		this.actuator = environment.getProperty(ACTUATOR, Boolean.class, false);
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = classes[i];
			matches[i] = name == null || isRequested(name);
		}
		return matches;
	}

	static boolean isActive() {
		return !"false".equals(System.getProperty(ACTIVE));
	}

	private boolean isRequested(String name) {
		if (!isActive()) {
			return true;
		}
		if (MonarchShellAutoConfiguration.SHELL.equals(name)) {
			return this.shell;
		}
		return this.actuator || ACTUATOR_PACKAGES.stream().noneMatch(name::startsWith);
	}

}
