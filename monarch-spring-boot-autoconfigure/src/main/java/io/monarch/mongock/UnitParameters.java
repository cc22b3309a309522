package io.monarch.mongock;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import io.monarch.migration.MigrationContext;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.ReactiveMongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Resolves the parameters of change units: objects for the database come from the
 * migration, and everything else is a bean.
 */
final class UnitParameters {

	private static final String REACTIVE_DATABASE = "com.mongodb.reactivestreams.client.MongoDatabase";

	/** A template of Mongock 4, which wraps a template of Spring Data. */
	private static final String TEMPLATE_OF_MONGOCK = "MongockTemplate";

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final ConfigurableListableBeanFactory beans;

	private final boolean transactional;

	/**
	 * Create for a change unit.
	 * @param transactional whether it runs in a transaction
	 */
	UnitParameters(ConfigurableListableBeanFactory beans, boolean transactional) {
		this.beans = beans;
		this.transactional = transactional;
	}

	/**
	 * Resolve a parameter.
	 * @param used the names of the injected beans, to which this adds
	 * @throws org.springframework.beans.BeansException if there is no such bean
	 */
	UnitArgument resolve(MethodParameter parameter, Set<String> used) {
		Class<?> type = parameter.getParameterType();
		String name = name(parameter);
		if (StringUtils.hasText(name)) {
			return (isTemplate(type) && isMainTemplate(name)) ? MigrationContext::mongo : named(name, type, used);
		}
		UnitArgument ofMigration = ofMigration(type);
		if (ofMigration != null) {
			return ofMigration;
		}
		if (type.getName().equals(REACTIVE_DATABASE)) {
			return reactiveDatabase(used);
		}
		return bean(parameter, used);
	}

	private @Nullable UnitArgument ofMigration(Class<?> type) {
		if (isTemplate(type)) {
			return MigrationContext::mongo;
		}
		if (type == MongoDatabase.class) {
			return MigrationContext::database;
		}
		// In a transaction, a factory is refused as a bean, since it bypasses the
		// transaction.
		if (type == MongoDatabaseFactory.class && !this.transactional) {
			return (context) -> context.mongo().getMongoDatabaseFactory();
		}
		if (MongoConverter.class.isAssignableFrom(type)) {
			return (context) -> type.cast(context.mongo().getConverter());
		}
		if (type.getSimpleName().equals(TEMPLATE_OF_MONGOCK) && ClassUtils.hasConstructor(type, MongoTemplate.class)) {
			Constructor<?> constructor = Objects
				.requireNonNull(ClassUtils.getConstructorIfAvailable(type, MongoTemplate.class));
			return (context) -> BeanUtils.instantiateClass(constructor, context.mongo());
		}
		return null;
	}

	private static boolean isTemplate(Class<?> type) {
		return type.isAssignableFrom(MongoTemplate.class)
				&& type.getPackageName().startsWith("org.springframework.data.mongodb");
	}

	/**
	 * Tell whether a name is that of the template that the application uses for its data.
	 */
	private boolean isMainTemplate(String name) {
		List<String> names = List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, MongoOperations.class, true, false));
		List<String> primary = names.stream().filter(this::isPrimary).toList();
		List<String> main = primary.isEmpty() ? names : primary;
		return main.contains(name) && (main.size() == 1 || name.equals("mongoTemplate"));
	}

	private boolean isPrimary(String name) {
		return this.beans.containsBeanDefinition(name) && this.beans.getMergedBeanDefinition(name).isPrimary();
	}

	private UnitArgument named(String name, Class<?> type, Set<String> used) {
		Object bean = this.beans.getBean(name, type);
		used.add(name);
		return (context) -> bean;
	}

	private UnitArgument reactiveDatabase(Set<String> used) {
		ReactiveMongoDatabaseFactory factory = this.beans.getBean(ReactiveMongoDatabaseFactory.class);
		used.addAll(List
			.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, ReactiveMongoDatabaseFactory.class)));
		// By name, since the application may not have the driver.
		return (context) -> {
			Object database = call(factory, ReactiveMongoDatabaseFactory.class, "getMongoDatabase");
			return call(database, database.getClass(), "block");
		};
	}

	private static Object call(Object target, Class<?> type, String name) {
		Method method = Objects.requireNonNull(ReflectionUtils.findMethod(type, name));
		ReflectionUtils.makeAccessible(method);
		return Objects.requireNonNull(ReflectionUtils.invokeMethod(method, target));
	}

	private UnitArgument bean(MethodParameter parameter, Set<String> used) {
		DependencyDescriptor descriptor = new DependencyDescriptor(parameter, true);
		descriptor.initParameterNameDiscovery(NAMES);
		int before = used.size();
		Object bean = this.beans.resolveDependency(descriptor, null, used, null);
		if (used.size() == before) {
			// A provider or a proxy, which resolves its bean later.
			used.addAll(List
				.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, provided(parameter), true, false)));
		}
		return (context) -> bean;
	}

	private static ResolvableType provided(MethodParameter parameter) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		return type.hasGenerics() && type.resolve(Object.class).isInterface() ? type.getGeneric(0) : type;
	}

	private static @Nullable String name(MethodParameter parameter) {
		Map<String, Object> named = ChangeAnnotation.NAMED.attributes(parameter.getParameter());
		if (named != null) {
			return (String) named.get("value");
		}
		Qualifier qualifier = parameter.getParameterAnnotation(Qualifier.class);
		return (qualifier != null && qualifier.value().length() > 0) ? qualifier.value() : null;
	}

}
