package io.monarch.migration;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.data.repository.Repository;
import org.springframework.util.ClassUtils;

/**
 * Finds the dependencies that a bean resolves lazily: with an {@code ObjectProvider}, a
 * {@code Provider} or {@code @Lazy}. Spring does not register them as dependencies, or
 * only once they are resolved.
 */
final class DeferredDependencies {

	private static final List<String> PROVIDERS = List.of(ObjectFactory.class.getName(), Supplier.class.getName(),
			"jakarta.inject.Provider");

	/** Classes of these packages get all dependencies when they are created. */
	private static final List<String> FRAMEWORKS = List.of("java.", "org.springframework.");

	private final ConfigurableListableBeanFactory beans;

	DeferredDependencies(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Find the lazy dependencies of a bean class. Repositories among them are created,
	 * since they have no dependencies before. Other beans are not, since they may be lazy
	 * because of their side effects.
	 */
	Set<String> of(@Nullable Class<?> type) {
		if (type == null) {
			return Set.of();
		}
		Set<String> found = new LinkedHashSet<>();
		Class<?> user = ClassUtils.getUserClass(type);
		for (Constructor<?> constructor : user.getDeclaredConstructors()) {
			addParameters(found, constructor);
		}
		for (Class<?> each = user; each != null && isOfApplication(each); each = each.getSuperclass()) {
			for (Field field : each.getDeclaredFields()) {
				add(found, field, ResolvableType.forField(field, user), field.getName());
			}
		}
		found.forEach(this::create);
		return found;
	}

	private void create(String name) {
		try {
			if (this.beans.isTypeMatch(name, Repository.class)) {
				Object unused = this.beans.getBean(name);
			}
		}
		catch (BeansException ex) {
			// Only the migration knows whether it needs the bean.
		}
	}

	private void addParameters(Set<String> found, Constructor<?> constructor) {
		if (!isOfApplication(constructor.getDeclaringClass())) {
			return;
		}
		Parameter[] parameters = constructor.getParameters();
		for (int i = 0; i < parameters.length; i++) {
			add(found, parameters[i], ResolvableType.forMethodParameter(new MethodParameter(constructor, i)),
					parameters[i].getName());
		}
	}

	private void add(Set<String> found, AnnotatedElement element, ResolvableType type, String name) {
		ResolvableType provided = provided(type);
		if (provided != null) {
			found.addAll(names(provided, name));
		}
		else if (AnnotatedElementUtils.hasAnnotation(element, Lazy.class)) {
			found.addAll(names(type, name));
		}
	}

	private static @Nullable ResolvableType provided(ResolvableType type) {
		for (String provider : PROVIDERS) {
			Class<?> raw = type.resolve();
			if (raw != null && ClassUtils.isPresent(provider, DeferredDependencies.class.getClassLoader())) {
				ResolvableType as = type
					.as(ClassUtils.resolveClassName(provider, DeferredDependencies.class.getClassLoader()));
				if (as.resolve() != null) {
					return as.getGeneric(0);
				}
			}
		}
		return null;
	}

	/**
	 * Choose as Spring does: the only candidate, the primary one, or the one with the
	 * name. If it is ambiguous, choose all.
	 */
	private Set<String> names(ResolvableType type, String name) {
		if (type.resolve(Object.class) == Object.class) {
			return Set.of();
		}
		List<String> names = List.of(this.beans.getBeanNamesForType(type, true, false));
		List<String> primary = names.stream().filter(this::isPrimary).toList();
		if (!primary.isEmpty()) {
			return Set.copyOf(primary);
		}
		return names.contains(name) ? Set.of(name) : Set.copyOf(names);
	}

	private boolean isPrimary(String name) {
		return this.beans.containsBeanDefinition(name) && this.beans.getMergedBeanDefinition(name).isPrimary();
	}

	private static boolean isOfApplication(Class<?> type) {
		return FRAMEWORKS.stream().noneMatch(type.getName()::startsWith);
	}

}
