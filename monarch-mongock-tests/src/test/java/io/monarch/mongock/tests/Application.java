package io.monarch.mongock.tests;

import java.util.ArrayList;
import java.util.List;

import io.monarch.testsupport.TestDatabase;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Starts one of the versions of an application.
 */
final class Application {

	private final ClassLoader classLoader;

	private final List<String> properties = new ArrayList<>();

	private final List<Class<?>> sources = new ArrayList<>();

	private Application(ClassLoader classLoader, Class<?> source, String... properties) {
		this.classLoader = classLoader;
		this.sources.add(source);
		this.properties.addAll(List.of(properties));
	}

	/**
	 * The application with Mongock.
	 */
	static Application mongock(ClassLoader classLoader, String packages) {
		return new Application(classLoader, MongockApplication.class, "mongock.migration-scan-package=" + packages,
				"mongock.runner-type=initializingbean");
	}

	/**
	 * The application with Monarch.
	 */
	static Application monarch(ClassLoader classLoader, String packages) {
		return new Application(classLoader, MonarchApplication.class, "monarch.mongock.packages=" + packages);
	}

	Application with(String property) {
		this.properties.add(property);
		return this;
	}

	Application with(Class<?> source) {
		this.sources.add(source);
		return this;
	}

	/**
	 * Start it on a database, and stop it.
	 */
	void run(TestDatabase database, String... profiles) {
		start(database, profiles).close();
	}

	/**
	 * Start it on a database.
	 */
	ConfigurableApplicationContext start(TestDatabase database, String... profiles) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(this.classLoader);
		try {
			return new SpringApplicationBuilder(this.sources.toArray(Class<?>[]::new)).web(WebApplicationType.NONE)
				.resourceLoader(new DefaultResourceLoader(this.classLoader))
				.bannerMode(Banner.Mode.OFF)
				.profiles(profiles)
				.properties(this.properties.toArray(String[]::new))
				.properties("spring.mongodb.uri=" + database.uri(), "logging.level.root=error",
						"spring.main.register-shutdown-hook=false")
				.run();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

}
