package io.monarch.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves Spring Shell's auto-configuration to the test that starts an application of
 * Spring Shell: the other applications of tests are none.
 */
class SpringShellFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	static final String WANTED = "test.spring-shell";

	private boolean wanted;

	@Override
	public void setEnvironment(Environment environment) {
		this.wanted = environment.getProperty(WANTED, Boolean.class, false);
	}

	@Override
	public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			matches[i] = this.wanted || !MonarchShellAutoConfiguration.SHELL.equals(classes[i]);
		}
		return matches;
	}

}
