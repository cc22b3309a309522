package io.monarch.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * The properties and profiles of an application in admin mode.
 */
final class AdminProperties {

	private static final String PROPERTY = "io.monarch.admin-mode";

	/** The character with which the JVM replaces bytes that it cannot decode. */
	private static final char REPLACEMENT = '\ufffd';

	/** Properties that an application cannot override. */
	private static final Map<String, Object> FORCED = Map.of(PROPERTY, "true", "spring.main.web-application-type",
			"none", "spring.main.banner-mode", "off", "spring.main.log-startup-info", "false",
			// A command that is cancelled needs its connections to clean up.
			"spring.main.register-shutdown-hook", "false", "monarch.migration.trigger", "none",
			// Health is not used, and would connect to the application's database before
			// an invalid URI can be reported.
			"management.health.defaults.enabled", "false", "management.health.mongo.enabled", "false");

	/**
	 * Properties that an application can override. A context would also log exceptions
	 * that are reported anyway, including values of invalid configuration.
	 */
	private static final Map<String, Object> DEFAULTS = Map.of("logging.level.root", "WARN",
			"logging.level." + AnnotationConfigApplicationContext.class.getName(), "OFF", "spring.output.ansi.enabled",
			"never", "spring.main.lazy-initialization", "true", "monarch.migration.lock.wait", "45s",
			// A terminal works without native code that cannot be unpacked.
			"logging.level.org.jline", "ERROR");

	private AdminProperties() {
	}

	/**
	 * Tell whether an application runs in admin mode.
	 */
	static boolean isActive(Environment environment) {
		return environment.getProperty(PROPERTY, Boolean.class, false);
	}

	/**
	 * Configure an application whose environment is prepared.
	 */
	static void configure(ApplicationEnvironmentPreparedEvent event, AdminArguments arguments) {
		ConfigurableEnvironment environment = event.getEnvironment();
		requireRepresentable(event.getArgs());
		MutablePropertySources sources = environment.getPropertySources();
		sources.addFirst(new MapPropertySource("monarchAdminMode", FORCED));
		sources.addFirst(new SimpleCommandLinePropertySource(arguments.properties().toArray(String[]::new)));
		String profiles = AdminProfiles.active(event.getSpringApplication(), environment);
		Map<String, Object> defaults = new LinkedHashMap<>(DEFAULTS);
		if (profiles != null && environment.containsProperty(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME)) {
			// It is empty, for example due to an empty variable of a container.
			sources.addFirst(new MapPropertySource("monarchAdminProfiles",
					Map.of(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME, profiles)));
		}
		else if (profiles != null) {
			defaults.put(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME, profiles);
		}
		addDefaults(sources, defaults);
	}

	/**
	 * Refuse arguments that the locale cannot represent: the JVM replaces unknown
	 * characters, and the command would use a different database or file than intended.
	 */
	private static void requireRepresentable(String[] arguments) {
		String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
		if (!encoding.equals("UTF-8")
				&& Stream.of(arguments).anyMatch((argument) -> argument.indexOf(REPLACEMENT) >= 0)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"An argument has characters that the locale of this process (" + encoding + ") cannot represent.",
					"Set the environment variable LC_ALL=C.UTF-8 and run it again.");
		}
	}

	/**
	 * Add the defaults. Configuration files are placed between this and the other sources
	 * only if it is Spring Boot's own source of default properties.
	 */
	private static void addDefaults(MutablePropertySources sources, Map<String, Object> defaults) {
		PropertySource<?> existing = sources.get(DefaultPropertiesPropertySource.NAME);
		if (existing != null) {
			defaults.keySet().removeIf(existing::containsProperty);
		}
		DefaultPropertiesPropertySource.addOrMerge(defaults, sources);
	}

}
