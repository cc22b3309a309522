package io.monarch.autoconfigure;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringApplication;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Keeps the default profiles of an application active in addition to the profile of admin
 * mode, which would otherwise replace them: then the application would use a different
 * database in admin mode than in a deployment.
 */
final class AdminProfiles {

	private static final String INCLUDE = "spring.profiles.include";

	private static final Set<String> RESERVED = Set.of(AbstractEnvironment.RESERVED_DEFAULT_PROFILE_NAME);

	/** More than any application lists. */
	private static final int LISTED = 10;

	private AdminProfiles() {
	}

	/**
	 * Return the default value of {@code spring.profiles.active}. Whether profiles are
	 * included, and what the default profiles are, is in files that have not been read
	 * yet, so the value refers to these properties.
	 * @param application the application
	 * @param environment its environment
	 * @return the value, or {@code null} if the application itself has set profiles
	 */
	static @Nullable String active(SpringApplication application, ConfigurableEnvironment environment) {
		Set<String> additional = application.getAdditionalProfiles();
		if (additional.stream().anyMatch((profile) -> !profile.equals(AdminArguments.COMMAND))
				|| environment.getActiveProfiles().length > 0
				|| StringUtils.hasText(environment.getProperty(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME))) {
			return null;
		}
		Set<String> defaults = Set.of(environment.getDefaultProfiles());
		String otherwise = String.join(",", defaults);
		if (defaults.equals(RESERVED)) {
			String first = placeholder(AbstractEnvironment.DEFAULT_PROFILES_PROPERTY_NAME + "[0]", otherwise);
			String listed = IntStream.range(0, LISTED)
				.mapToObj((i) -> placeholder(AbstractEnvironment.DEFAULT_PROFILES_PROPERTY_NAME + "[" + i + "]", first))
				.collect(Collectors.joining(","));
			otherwise = placeholder(AbstractEnvironment.DEFAULT_PROFILES_PROPERTY_NAME, listed);
		}
		// Included profiles are always active, and then default ones are not.
		return placeholder(INCLUDE, placeholder(INCLUDE + "[0]", otherwise));
	}

	private static String placeholder(String property, String otherwise) {
		return "${" + property + ":" + otherwise + "}";
	}

}
