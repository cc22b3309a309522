package io.monarch.autoconfigure;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Determines the environment of a variable such as
 * {@code MONARCH_ENVIRONMENTS_MY_DB_URI}. Spring Boot interprets each underscore as a
 * dot, and ignores variables that then match nothing.
 */
final class EnvironmentVariables implements BeanFactoryPostProcessor, EnvironmentAware {

	private static final String PREFIX = "MONARCH_ENVIRONMENTS_";

	private static final Pattern CONFIGURED = Pattern
		.compile("monarch\\.environments(?:\\.([^.\\[]+)|\\[([^\\]]+)\\])\\.(.+)");

	/** The properties of an environment, the longest first. */
	private static final List<String> PROPERTIES = Stream
		.of("uri", "hosts", "database", "username", "password", "authentication-database", "replica-set-name",
				"protection", "ssl.enabled", "ssl.bundle")
		.sorted(Comparator.comparing(String::length).reversed())
		.toList();

	private static final Pattern INDEX = Pattern.compile("_(\\d+)_?$");

	private @Nullable MutablePropertySources sources;

	@Override
	public void setEnvironment(Environment environment) {
		this.sources = (environment instanceof ConfigurableEnvironment configurable) ? configurable.getPropertySources()
				: null;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		if (this.sources == null || !(this.sources.get(name) instanceof SystemEnvironmentPropertySource variables)) {
			return;
		}
		Map<String, String> configured = configured(this.sources);
		Map<String, Object> others = new LinkedHashMap<>();
		Map<String, Object> properties = new LinkedHashMap<>();
		variables.getSource().forEach((variable, value) -> {
			boolean ours = variable.toUpperCase(Locale.ROOT).startsWith(PREFIX);
			(ours ? properties : others).put(ours ? property(variable, configured) : variable, value);
		});
		if (!properties.isEmpty()) {
			this.sources.replace(name, new SystemEnvironmentPropertySource(name, others));
			this.sources.addBefore(name, new MapPropertySource("monarchEnvironmentVariables", properties));
		}
	}

	/**
	 * Return the names of the environments, each with the prefix of its properties, which
	 * has two forms that Spring Boot does not mix.
	 */
	private static Map<String, String> configured(MutablePropertySources sources) {
		Map<String, String> names = new LinkedHashMap<>();
		for (PropertySource<?> source : sources) {
			if (source instanceof EnumerablePropertySource<?> enumerable
					&& !(source instanceof SystemEnvironmentPropertySource)) {
				for (String property : enumerable.getPropertyNames()) {
					Matcher matcher = CONFIGURED.matcher(property);
					if (matcher.matches()) {
						String name = (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
						names.putIfAbsent(name, property.substring(0, matcher.start(3)));
					}
				}
			}
		}
		return names;
	}

	private static String property(String variable, Map<String, String> configured) {
		String rest = variable.substring(PREFIX.length()).toUpperCase(Locale.ROOT);
		Matcher index = INDEX.matcher(rest);
		String indexed = index.find() ? "[" + index.group(1) + "]" : "";
		String unindexed = indexed.isEmpty() ? rest : rest.substring(0, index.start());
		List<Split> splits = PROPERTIES.stream()
			.flatMap((property) -> Stream.of(Split.of(unindexed, property, property.replaceAll("[.-]", "_")),
					Split.of(unindexed, property, property.replace('.', '_').replace("-", ""))))
			.flatMap(Optional::stream)
			.toList();
		for (Split split : splits) {
			for (Map.Entry<String, String> each : configured.entrySet()) {
				if (AmbiguousNames.uniform(each.getKey()).equals(AmbiguousNames.uniform(split.environment()))) {
					return each.getValue() + split.property() + indexed;
				}
			}
		}
		if (!splits.isEmpty()) {
			// The longest property, as in AUTHENTICATION_DATABASE.
			Split split = splits.get(0);
			return name(kebab(split.environment())) + split.property() + indexed;
		}
		return unknown(rest, configured);
	}

	/**
	 * Return a property that does not exist, so that it is reported like any other one.
	 */
	private static String unknown(String rest, Map<String, String> configured) {
		for (Map.Entry<String, String> each : configured.entrySet()) {
			String beginning = each.getKey().replaceAll("[.-]", "_").toUpperCase(Locale.ROOT) + "_";
			if (rest.startsWith(beginning)) {
				return each.getValue() + kebab(rest.substring(beginning.length()));
			}
		}
		int end = rest.indexOf('_');
		return (end < 0) ? "monarch.environments-" + kebab(rest)
				: name(kebab(rest.substring(0, end))) + kebab(rest.substring(end + 1));
	}

	private static String name(String environment) {
		return "monarch.environments." + environment + ".";
	}

	private static String kebab(String text) {
		return text.toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * A variable as the name of an environment and of a property.
	 */
	private record Split(String environment, String property) {

		static Optional<Split> of(String rest, String property, String written) {
			String ending = "_" + written.toUpperCase(Locale.ROOT);
			return (rest.length() > ending.length() && rest.endsWith(ending))
					? Optional.of(new Split(rest.substring(0, rest.length() - ending.length()), property))
					: Optional.empty();
		}

	}

}
