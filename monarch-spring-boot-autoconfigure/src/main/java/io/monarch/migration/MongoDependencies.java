package io.monarch.migration;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.mongodb.client.MongoCluster;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.mapping.context.MappingContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.ReactiveMongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.ReactiveMongoOperations;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.gridfs.GridFsOperations;
import org.springframework.transaction.TransactionManager;
import org.springframework.util.ClassUtils;

/**
 * Finds beans that access the application's own MongoDB among the direct and transitive
 * dependencies of a bean. Every repository depends on a template.
 */
final class MongoDependencies {

	/** A class of a driver that an application may not have. */
	private static final String REACTIVE_CLIENT = "com.mongodb.reactivestreams.client.MongoClient";

	private static final List<Class<?>> REACTIVE = reactive();

	/** Types that bypass a transaction, since they do not know it. */
	private static final List<Class<?>> DIRECT = List.of(MongoDatabaseFactory.class, MongoCluster.class,
			MongoDatabase.class, MongoCollection.class, GridFsOperations.class, GridFSBucket.class);

	/** Types that depend on a factory, but do not write, or write in the transaction. */
	private static final List<Class<?>> HARMLESS = List.of(MongoConverter.class, MappingContext.class,
			TransactionManager.class);

	private final ConfigurableListableBeanFactory beans;

	private final DeferredDependencies deferred;

	MongoDependencies(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
		this.deferred = new DeferredDependencies(beans);
	}

	/**
	 * Find a bean that is tied to the application's own database among beans and their
	 * dependencies.
	 */
	Optional<String> findAny(Set<String> names) {
		return find(names, this::isMongo, (name) -> false).stream().findFirst();
	}

	/**
	 * Find all beans that may write, the nearest first.
	 */
	List<String> findAll(Set<String> names) {
		return find(names, this::isMongo, (name) -> isAny(name, HARMLESS));
	}

	private List<String> find(Set<String> names, Predicate<String> found, Predicate<String> passed) {
		List<String> all = new ArrayList<>();
		Set<String> seen = new HashSet<>();
		Deque<String> open = new ArrayDeque<>(names);
		while (!open.isEmpty()) {
			String name = open.remove();
			if (!this.beans.containsBean(name) || !seen.add(name) || passed.test(name)) {
				continue;
			}
			if (found.test(name)) {
				all.add(name);
			}
			else {
				open.addAll(of(name));
			}
		}
		return all;
	}

	/**
	 * Return the dependencies of a bean. Each context knows those of its own beans.
	 */
	Set<String> of(String beanName) {
		Set<String> dependencies = new LinkedHashSet<>();
		BeanFactory factory = this.beans;
		while (factory instanceof ConfigurableListableBeanFactory known) {
			dependencies.addAll(List.of(known.getDependenciesForBean(beanName)));
			BeanFactory parent = known.getParentBeanFactory();
			factory = (parent instanceof ConfigurableApplicationContext context) ? context.getBeanFactory() : parent;
		}
		dependencies
			.addAll(this.deferred.of(this.beans.containsBean(beanName) ? this.beans.getType(beanName, false) : null));
		// The target of a scoped proxy.
		String target = ScopedProxyUtils.getTargetBeanName(beanName);
		if (this.beans.containsBean(target)) {
			dependencies.add(target);
		}
		return dependencies;
	}

	private boolean isMongo(String name) {
		return this.beans.isTypeMatch(name, MongoOperations.class) || isDirect(name) || isReactive(name);
	}

	boolean isDirect(String name) {
		return isAny(name, DIRECT);
	}

	boolean isReactive(String name) {
		return isAny(name, REACTIVE);
	}

	private boolean isAny(String name, List<Class<?>> types) {
		return types.stream().anyMatch((type) -> this.beans.isTypeMatch(name, type));
	}

	private static List<Class<?>> reactive() {
		List<Class<?>> types = new ArrayList<>(
				List.of(ReactiveMongoOperations.class, ReactiveMongoDatabaseFactory.class));
		ClassLoader classLoader = MongoDependencies.class.getClassLoader();
		if (ClassUtils.isPresent(REACTIVE_CLIENT, classLoader)) {
			types.add(ClassUtils.resolveClassName(REACTIVE_CLIENT, classLoader));
		}
		return List.copyOf(types);
	}

}
