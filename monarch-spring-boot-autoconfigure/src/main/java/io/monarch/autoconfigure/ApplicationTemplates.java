package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import com.mongodb.client.MongoClient;
import io.monarch.environment.ApplicationDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.ServerInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/**
 * Checks, before the application's own environment is used for the first time, that the
 * application's templates are on its database. A template whose database is unknown here,
 * for example because it depends on the tenant of a request, is accepted.
 */
final class ApplicationTemplates implements Consumer<Environment> {

	/** The bean that repositories use by default. */
	private static final String USUAL = "mongoTemplate";

	private final ApplicationContext context;

	private final MongoClient application;

	/**
	 * Create for the context of the application.
	 * @param application the client of the application's own environment
	 */
	ApplicationTemplates(ApplicationContext context, MongoClient application) {
		this.context = context;
		this.application = application;
	}

	@Override
	public void accept(Environment environment) {
		ApplicationDatabase.require(environment, "MongoTemplate", withoutIndexes(
				() -> databases(MongoOperations.class, USUAL, (template) -> database(template, environment))));
		if (ReactiveTemplates.arePresent(this.context.getClassLoader())) {
			ApplicationDatabase.require(environment, "ReactiveMongoTemplate", withoutIndexes(
					() -> databases(ReactiveTemplates.type(), ReactiveTemplates.USUAL, ReactiveTemplates::database)));
		}
	}

	/**
	 * Return the database of the application's main template, or those of all if none is
	 * the main one.
	 */
	private <T> Set<String> databases(Class<T> type, String usual, Database<T> database) {
		Set<String> databases = new LinkedHashSet<>();
		for (Supplier<@Nullable T> template : templates(type, usual)) {
			try {
				T found = template.get();
				if (found != null) {
					databases.add(database.of(found));
				}
			}
			catch (RuntimeException | LinkageError ex) {
				// Not known here, but possibly within a request.
			}
		}
		return databases;
	}

	private <T> List<Supplier<@Nullable T>> templates(Class<T> type, String usual) {
		ObjectProvider<T> provider = this.context.getBeanProvider(type);
		String[] names = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.context, type);
		List<Supplier<@Nullable T>> templates = new ArrayList<>();
		if (names.length == 1 || isOneUnique(provider)) {
			templates.add(provider::getIfUnique);
			return templates;
		}
		for (String name : List.of(names).contains(usual) ? new String[] { usual } : names) {
			templates.add(() -> this.context.getBean(name, type));
		}
		return templates;
	}

	private static boolean isOneUnique(ObjectProvider<?> provider) {
		try {
			return provider.getIfUnique() != null;
		}
		catch (RuntimeException ex) {
			return true; // there is one, but it cannot be created
		}
	}

	/**
	 * Return the database of a template, with its servers if they are not those of the
	 * environment.
	 */
	private String database(MongoOperations template, Environment environment) {
		String database = template.getCollection("monarch_lock").getNamespace().getDatabaseName();
		MongoClient client = client(template);
		if (client == null || client == this.application || !database.equals(environment.database())
				|| ServerInfo.of(client.getDatabase(database))
					.isOfSameDeployment(ServerInfo.of(this.application.getDatabase(database)))) {
			return database;
		}
		return database + " on "
				+ String.join(", ",
						client.getClusterDescription()
							.getServerDescriptions()
							.stream()
							.map((server) -> server.getAddress().toString())
							.toList());
	}

	private static @Nullable MongoClient client(MongoOperations template) {
		Object target = AopProxyUtils.getSingletonTarget(template);
		return (((target != null) ? target : template) instanceof MongoTemplate known)
				? FactoryClient.of(known.getMongoDatabaseFactory()) : null;
	}

	/**
	 * Do work without the creation of indexes. If the application creates its indexes
	 * automatically, creating its template writes to its database. A command must not do
	 * that just by reading the template, so in admin mode it is created without indexes.
	 */
	private Set<String> withoutIndexes(Supplier<Set<String>> work) {
		MongoMappingContext entities = AdminProperties.isActive(this.context.getEnvironment()) ? entities() : null;
		if (entities == null || !entities.isAutoIndexCreation()) {
			return work.get();
		}
		entities.setAutoIndexCreation(false);
		try {
			return work.get();
		}
		finally {
			entities.setAutoIndexCreation(true);
		}
	}

	private @Nullable MongoMappingContext entities() {
		try {
			return this.context.getBeanProvider(MongoMappingContext.class).getIfUnique();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Returns the database of a template.
	 */
	@FunctionalInterface
	private interface Database<T> {

		String of(T template);

	}

}
