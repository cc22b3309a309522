package io.monarch.migration;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.monarch.environment.Causes;
import io.monarch.environment.ControlCharacters;
import io.monarch.environment.Environment;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NaturalOrder;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the migrations among the beans, without creating them, and creates those that are
 * about to run.
 */
final class MigrationBeans {

	private static final String ROLLBACK = "rollback";

	private final ConfigurableListableBeanFactory beanFactory;

	private @Nullable List<MigrationDefinition> definitions;

	MigrationBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Return all migrations in the order in which they run.
	 */
	synchronized List<MigrationDefinition> definitions() {
		if (this.definitions == null) {
			Set<String> names = new LinkedHashSet<>(List.of(BeanFactoryUtils
				.beanNamesForTypeIncludingAncestors(this.beanFactory, MongoMigration.class, true, false)));
			names.addAll(List
				.of(BeanFactoryUtils.beanNamesForAnnotationIncludingAncestors(this.beanFactory, Migration.class)));
			// Their proxies are beans as well.
			names.removeIf(ScopedProxyUtils::isScopedTarget);
			Map<String, MigrationDefinition> byId = new HashMap<>();
			supplied().forEach((supply) -> add(byId, check(MigrationDefinition.of(supply), supply.migration().type())));
			names.forEach((name) -> add(byId, define(name)));
			List<MigrationDefinition> all = byId.values().stream().sorted(MigrationDefinition.ORDER).toList();
			FormerIds.check(all);
			RunOrder.check(all);
			this.definitions = all;
		}
		return this.definitions;
	}

	private List<Supply> supplied() {
		List<Supply> supplied = new ArrayList<>();
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beanFactory, MigrationSource.class, true, false)
			.values()
			.forEach((source) -> source.migrations()
				.forEach((migration) -> supplied.add(new Supply(source, migration, supplied.size()))));
		return supplied;
	}

	/**
	 * Return the histories that sources of migrations continue.
	 */
	List<HistoryImportRequest> continuedHistories() {
		return definitions().stream()
			.map(MigrationDefinition::supply)
			.flatMap(Stream::ofNullable)
			.map(Supply::source)
			.distinct()
			.flatMap((source) -> source.history().stream())
			.toList();
	}

	/**
	 * Return the collections of the locks that the sources of migrations need.
	 */
	List<String> lockCollections(Collection<MigrationDefinition> migrations) {
		return migrations.stream()
			.map(MigrationDefinition::supply)
			.flatMap(Stream::ofNullable)
			.map(Supply::source)
			.distinct()
			.flatMap((source) -> source.lockCollection().stream())
			.toList();
	}

	/**
	 * Return the order of all ids, including those that are only in a history.
	 */
	Comparator<String> order() {
		List<String> first = definitions().stream()
			.filter((definition) -> definition.supply() != null)
			.map(MigrationDefinition::id)
			.toList();
		Map<String, Integer> ranks = new HashMap<>();
		first.forEach((id) -> ranks.put(id, ranks.size()));
		return Comparator.<String>comparingInt((id) -> ranks.getOrDefault(id, Integer.MAX_VALUE))
			.thenComparing(NaturalOrder.INSTANCE);
	}

	/**
	 * Let the sources check that the pending migrations may run.
	 * @param accepted the entries that an operator accepted as pending
	 */
	void checkSources(List<MigrationDefinition> pending, Environment environment, Map<String, Instant> accepted) {
		idsBySource(pending).forEach((source, own) -> source.check(environment, own, accepted));
	}

	/**
	 * Return the warnings of the sources about the pending migrations.
	 */
	List<String> warningsOfSources(List<MigrationDefinition> pending) {
		List<String> warnings = new ArrayList<>();
		idsBySource(pending).forEach((source, own) -> warnings.addAll(source.warnings(own)));
		return warnings;
	}

	private static Map<MigrationSource, List<String>> idsBySource(List<MigrationDefinition> pending) {
		Map<MigrationSource, List<String>> ids = new LinkedHashMap<>();
		for (MigrationDefinition definition : pending) {
			if (definition.supply() != null) {
				ids.computeIfAbsent(definition.supply().source(), (source) -> new ArrayList<>()).add(definition.id());
			}
		}
		return ids;
	}

	List<MigrationDefinition> definitionsFor(Environment environment) {
		return definitions().stream().filter((definition) -> definition.appliesTo(environment.name())).toList();
	}

	boolean isAnyInBackground(Environment environment) {
		return definitionsFor(environment).stream().anyMatch(MigrationDefinition::isInBackground);
	}

	EnvironmentLimits others() {
		return new EnvironmentLimits(definitions());
	}

	Optional<MigrationDefinition> find(String id) {
		return definitions().stream().filter((definition) -> definition.id().equals(id)).findFirst();
	}

	private MigrationDefinition define(String beanName) {
		Class<?> type = type(beanName);
		if (type == null || !MongoMigration.class.isAssignableFrom(type)) {
			throw invalid(
					"The bean '" + beanName + "' (" + typeName(type)
							+ ") is annotated with @Migration but is not a migration.",
					"Make it implement MongoMigration.");
		}
		Migration migration = annotation(beanName, type);
		if (migration == null) {
			throw invalid("The migration bean '" + beanName + "' (" + typeName(type) + ") has no id.",
					"Annotate its class with @Migration(\"<id>\").");
		}
		boolean batch = MongoBatchMigration.class.isAssignableFrom(type);
		return checkBatch(check(MigrationDefinition.of(migration, beanName, batch), type), type);
	}

	private static MigrationDefinition checkBatch(MigrationDefinition definition, Class<?> type) {
		if (definition.isInBackground() && !definition.batch()) {
			throw invalid(
					"Migration '" + definition.id() + "' (" + typeName(type)
							+ ") is to run in the background, but is not a batch migration.",
					"Make it implement MongoBatchMigration, or remove 'background' from its @Migration.");
		}
		if (definition.transactional() && definition.batch()) {
			throw invalid(
					"Migration '" + definition.id() + "' (" + typeName(type)
							+ ") is transactional, but each of its batches is a transaction of its own.",
					"Remove 'transactional' from its @Migration.");
		}
		return definition;
	}

	private static MigrationDefinition check(MigrationDefinition definition, Class<?> type) {
		if (definition.id().isBlank()) {
			throw invalid("The id of the migration " + typeName(type) + " is empty.",
					"Give it one, such as @Migration(\"202611231015_index_dogs_by_owner\").");
		}
		if (definition.id().length() > MigrationDefinition.MAXIMUM_ID_LENGTH) {
			throw invalid(
					"The id of the migration " + typeName(type) + " has " + definition.id().length() + " characters: '"
							+ definition.id().substring(0, 40) + "...'.",
					"Shorten it to at most " + MigrationDefinition.MAXIMUM_ID_LENGTH + " characters.");
		}
		if (ControlCharacters.isAnyIn(definition.id())) {
			throw invalid("The id of the migration " + typeName(type) + " contains a control character or an unpaired "
					+ "surrogate.", "Use letters, digits, '-' and '_'.");
		}
		checkVersion(definition, typeName(type));
		EnvironmentLimits.check(definition, typeName(type));
		return definition;
	}

	private static void checkVersion(MigrationDefinition definition, String typeName) {
		String version = definition.version();
		if (version == null) {
			return;
		}
		if (version.isBlank() || !version.equals(version.strip()) || ControlCharacters.isAnyIn(version)) {
			throw invalid(
					"The version of migration '" + definition.id() + "' (" + typeName
							+ ") is blank, or begins or ends with a space, or contains a control character.",
					"Increase it with each change, starting with version = \"1\", or omit it if the migration runs "
							+ "once.");
		}
		if (version.length() > MigrationDefinition.MAXIMUM_ID_LENGTH) {
			throw invalid(
					"The version of migration '" + definition.id() + "' (" + typeName + ") has " + version.length()
							+ " characters: '" + version.substring(0, 40) + "...'.",
					"Shorten it to at most " + MigrationDefinition.MAXIMUM_ID_LENGTH + " characters.");
		}
	}

	private void add(Map<String, MigrationDefinition> byId, MigrationDefinition definition) {
		MigrationDefinition other = byId.putIfAbsent(definition.id(), definition);
		if (other != null) {
			Class<?> type = typeOf(definition);
			if (type != null && type == typeOf(other)) {
				throw invalid(
						"Migration '" + definition.id() + "' is defined as a bean twice: " + "'" + other.beanName()
								+ "' and '" + definition.beanName() + "', both of " + typeName(type) + ".",
						"Remove the @Bean method, or exclude the class from the component scan.");
			}
			throw invalid(
					"Two migrations have the id '" + definition.id() + "': " + typeName(typeOf(other)) + " and "
							+ typeName(typeOf(definition)) + ".",
					"Change the id of the one that has not been deployed yet.");
		}
	}

	/**
	 * Create a migration: its bean, or the migration of its source.
	 * @throws MonarchException if it cannot be created
	 */
	CreatedMigration create(MigrationDefinition definition) {
		if (definition.supply() != null) {
			return definition.supply().source().create(definition.id());
		}
		return new CreatedMigration(createBean(definition), Set.of());
	}

	private MongoMigration createBean(MigrationDefinition definition) {
		try {
			String target = ScopedProxyUtils.getTargetBeanName(definition.beanName());
			if (this.beanFactory.containsBean(target)) {
				// The proxy would create it only on the first call.
				Object unused = this.beanFactory.getBean(target);
			}
			return this.beanFactory.getBean(definition.beanName(), MongoMigration.class);
		}
		catch (BeansException ex) {
			throw new MonarchException(Kind.FAILED,
					"The bean of migration '" + definition.id() + "' cannot be created: "
							+ FailureText.oneLine(FailureText.text(Causes.root(ex))),
					"Nothing was run. Correct its constructor or the beans that it needs, and start again.", ex);
		}
	}

	/**
	 * Check that a migration overrides the method that undoes it, without creating it.
	 */
	void requireRollback(MigrationDefinition definition) {
		if (!hasRollback(definition)) {
			throw invalid("Migration '" + definition.id() + "' has no rollback.",
					((definition.supply() != null) ? "Write"
							: "Override MongoMigration.rollback in its class, or write")
							+ " a new migration that undoes it.");
		}
	}

	/**
	 * Tell whether there is a migration with an id and a rollback.
	 */
	boolean hasRollback(String id) {
		return find(id).filter(this::hasRollback).isPresent();
	}

	private boolean hasRollback(MigrationDefinition definition) {
		if (definition.supply() != null) {
			return definition.supply().migration().hasRollback();
		}
		Class<?> type = typeOf(definition);
		Method rollback = (type != null) ? ReflectionUtils.findMethod(type, ROLLBACK, MigrationContext.class) : null;
		return rollback != null && rollback.getDeclaringClass() != MongoMigration.class;
	}

	/**
	 * Return the class of a migration, or {@code null} if it is not known.
	 */
	@Nullable Class<?> typeOf(MigrationDefinition definition) {
		return (definition.supply() != null) ? definition.supply().migration().type() : type(definition.beanName());
	}

	/**
	 * Return the name of the class of a migration, or {@code null} if it is not known.
	 */
	@Nullable String typeName(MigrationDefinition definition) {
		Class<?> type = typeOf(definition);
		return (type != null) ? ClassUtils.getUserClass(type).getName() : null;
	}

	static boolean isRollback(Method method) {
		return method.getName().equals(ROLLBACK)
				&& List.of(method.getParameterTypes()).equals(List.of(MigrationContext.class));
	}

	private @Nullable Migration annotation(String beanName, Class<?> type) {
		Migration migration = this.beanFactory.findAnnotationOnBean(beanName, Migration.class, false);
		return (migration != null) ? migration : AnnotatedElementUtils.findMergedAnnotation(type, Migration.class);
	}

	private @Nullable Class<?> type(String beanName) {
		Class<?> type = this.beanFactory.getType(beanName, false);
		if (type != null && (Proxy.isProxyClass(type) || ClassUtils.getUserClass(type) != type)) {
			return typeBehindProxy(beanName, type);
		}
		// The class is not known if the method returns the interface.
		boolean untold = type != null && Modifier.isAbstract(type.getModifiers())
				&& this.beanFactory.findAnnotationOnBean(beanName, Migration.class, false) == null;
		return untold ? typeOfBean(beanName) : type;
	}

	/**
	 * A proxy overrides all methods, and the name of its class is meaningless.
	 */
	private @Nullable Class<?> typeBehindProxy(String beanName, Class<?> proxy) {
		String target = ScopedProxyUtils.getTargetBeanName(beanName);
		if (this.beanFactory.containsBean(target)) {
			return type(target);
		}
		return Proxy.isProxyClass(proxy) ? typeOfBean(beanName) : ClassUtils.getUserClass(proxy);
	}

	private Class<?> typeOfBean(String beanName) {
		try {
			return AopProxyUtils.ultimateTargetClass(this.beanFactory.getBean(beanName));
		}
		catch (BeansException ex) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The bean '" + beanName
							+ "' has to be created to determine which migration it is, but cannot be created: "
							+ FailureText.oneLine(FailureText.text(Causes.root(ex))),
					"Make its @Bean method return its class and annotate it with @Lazy, so that it is created only "
							+ "when it is about to run.",
					ex);
		}
	}

	private static String typeName(@Nullable Class<?> type) {
		return (type != null) ? type.getName() : "of unknown type";
	}

	private static MonarchException invalid(String message, String action) {
		return new MonarchException(Kind.BAD_INPUT, message, action);
	}

}
