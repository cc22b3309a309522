package io.monarch.autoconfigure;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.monarch.environment.Secrets;

import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;

/**
 * Finds the secrets of the configuration, so that they can be hidden wherever an
 * exception quotes one.
 */
final class ConfiguredSecrets {

	/**
	 * The suffixes of names, without hyphens and underscores, like those that Boot masks.
	 */
	private static final Pattern NAME = Pattern.compile(
			".*(?:password|passwd|passphrase|secret|secretkey|privatekey|apikey|accesskey|masks\\.?key|token|credentials)");

	private static final Pattern USER_INFO = Pattern.compile("://[^:@/]*:(.+)@", Pattern.DOTALL);

	private ConfiguredSecrets() {
	}

	static void learn(Environment environment) {
		if (environment instanceof ConfigurableEnvironment configurable) {
			configurable.getPropertySources().forEach((source) -> {
				if (source instanceof EnumerablePropertySource<?> enumerable) {
					for (String name : enumerable.getPropertyNames()) {
						learn(name, environment);
					}
				}
			});
		}
	}

	private static void learn(String name, Environment environment) {
		String value;
		try {
			value = environment.getProperty(name);
		}
		catch (RuntimeException ex) {
			return; // an unresolvable placeholder, which is reported where it is used
		}
		if (value == null) {
			return;
		}
		if (NAME.matcher(name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "")).matches()) {
			Secrets.learn(value);
		}
		Matcher userInfo = USER_INFO.matcher(value);
		if (userInfo.find()) {
			String password = userInfo.group(1);
			learn(password);
			// What follows the first at-sign can be something else.
			learn(password.substring(0, (password + "@").indexOf('@')));
		}
	}

	private static void learn(String password) {
		Secrets.learn(password);
		try {
			Secrets.learn(URLDecoder.decode(password.replace("+", "%2B"), StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException ex) {
			// not escaped as in a URI, so it is the password itself
		}
	}

}
