package io.monarch.autoconfigure;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Determines the databases of reactive templates by reflection, since this is compiled
 * and runs without the reactive driver.
 */
final class ReactiveTemplates {

	/** The bean that reactive repositories use by default. */
	static final String USUAL = "reactiveMongoTemplate";

	private static final String TEMPLATE = "org.springframework.data.mongodb.core.ReactiveMongoTemplate";

	private static final String DRIVER = "com.mongodb.reactivestreams.client.MongoDatabase";

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private ReactiveTemplates() {
	}

	static boolean arePresent(@Nullable ClassLoader loader) {
		return ClassUtils.isPresent(DRIVER, loader) && ClassUtils.isPresent("reactor.core.publisher.Mono", loader)
				&& ClassUtils.isPresent(TEMPLATE, loader);
	}

	@SuppressWarnings("unchecked")
	static Class<Object> type() {
		return (Class<Object>) ClassUtils.resolveClassName(TEMPLATE, null);
	}

	/**
	 * Return the name of the database, or fail if there is none outside of a request.
	 */
	static String database(Object template) {
		Object database = invoke(invoke(template, "getMongoDatabase"), "block", PATIENCE);
		return (String) invoke(database, "getName");
	}

	private static Object invoke(Object target, String name, Object... arguments) {
		Class<?>[] types = Arrays.stream(arguments).map(Object::getClass).toArray(Class<?>[]::new);
		Method method = ReflectionUtils.findMethod(target.getClass(), name, types);
		if (method == null) {
			throw new IllegalStateException(target.getClass() + " has no method " + name);
		}
		ReflectionUtils.makeAccessible(method);
		Object result = ReflectionUtils.invokeMethod(method, target, arguments);
		if (result == null) {
			throw new IllegalStateException(name + " returns nothing");
		}
		return result;
	}

}
