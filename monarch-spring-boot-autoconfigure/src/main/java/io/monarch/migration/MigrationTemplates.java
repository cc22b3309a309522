package io.monarch.migration;

import java.util.Set;
import java.util.function.Supplier;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.ApplicationDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoConverter;
import org.springframework.data.mongodb.core.mapping.MongoMappingContext;

/**
 * Gives migrations a template on the environment that is being migrated.
 */
public final class MigrationTemplates {

	private final Supplier<@Nullable MongoTemplate> application;

	private final Supplier<@Nullable MongoConverter> converter;

	/**
	 * Create the templates. Neither bean is asked for before it is needed: where the
	 * application creates its indexes by itself, making its template speaks to its
	 * server.
	 * @param application gives the application's template, or {@code null} where it has
	 * none
	 * @param converter gives the application's converter, or {@code null} where it has
	 * none
	 */
	public MigrationTemplates(Supplier<@Nullable MongoTemplate> application,
			Supplier<@Nullable MongoConverter> converter) {
		this.application = application;
		this.converter = converter;
	}

	MigrationTemplate on(Environment environment) {
		MongoTemplate own = own(environment);
		if (own != null) {
			return new MigrationTemplate(own.getMongoDatabaseFactory(), () -> own);
		}
		var factory = new EnvironmentDatabaseFactory(environment);
		return new MigrationTemplate(factory, () -> create(factory));
	}

	/**
	 * Check, before the lock is taken, the template that migrations of an environment are
	 * given.
	 * @throws MonarchException if it is on another database, or does not wait for an
	 * answer to its writes
	 */
	void check(Environment environment) {
		MongoTemplate unused = own(environment);
	}

	/**
	 * Return the application's own template where it is known to be on the database of
	 * the environment. One that cannot tell its database here, such as one that needs a
	 * request for that, would not write to it either.
	 */
	private @Nullable MongoTemplate own(Environment environment) {
		MongoTemplate own = environment.sharesApplicationClient() ? this.application.get() : null;
		MongoDatabase database = (own != null) ? database(own) : null;
		if (database == null) {
			return null;
		}
		ApplicationDatabase.require(environment, "MongoTemplate", Set.of(database.getName()));
		requireAcknowledged(environment, database);
		return own;
	}

	/**
	 * The writes of a migration would fail without anyone knowing, and be recorded as
	 * done.
	 */
	private static void requireAcknowledged(Environment environment, MongoDatabase database) {
		if (!database.getWriteConcern().isAcknowledged()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The MongoClient of environment " + environment.description()
							+ " does not wait for an answer to its writes (w=0), so that a migration that fails would "
							+ "be recorded as completed.",
					"Remove w=0 from spring.mongodb.uri, or set another write concern where the MongoClient or the "
							+ "MongoDatabaseFactory is made.");
		}
	}

	private static @Nullable MongoDatabase database(MongoTemplate template) {
		try {
			return template.getDb();
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	private MongoTemplate create(MongoDatabaseFactory factory) {
		MongoConverter own = this.converter.get();
		if (own == null) {
			return new MongoTemplate(factory);
		}
		// References are followed in the environment, not in the application's database.
		MongoConverter converter = (own instanceof MappingMongoConverter mapping) ? mapping.with(factory) : own;
		if (converter.getMappingContext() instanceof MongoMappingContext context && context.isAutoIndexCreation()) {
			return createWithoutIndexes(factory, converter, context);
		}
		return new MongoTemplate(factory, converter);
	}

	/**
	 * A template creates the indexes of all entities when it is made, and from then on
	 * those of entities that the application meets: that is for the application's own
	 * template, on the application's own database.
	 */
	private static MongoTemplate createWithoutIndexes(MongoDatabaseFactory factory, MongoConverter converter,
			MongoMappingContext context) {
		context.setAutoIndexCreation(false);
		try {
			return new MongoTemplate(factory, converter);
		}
		finally {
			context.setAutoIndexCreation(true);
		}
	}

	/**
	 * Gives the database of an environment with the concerns that Monarch works with.
	 */
	private static final class EnvironmentDatabaseFactory extends SimpleMongoClientDatabaseFactory {

		private final Environment environment;

		EnvironmentDatabaseFactory(Environment environment) {
			super(environment.client(), environment.database());
			this.environment = environment;
		}

		@Override
		protected MongoDatabase doGetMongoDatabase(String name) {
			return name.equals(this.environment.database()) ? this.environment.mongoDatabase()
					: super.doGetMongoDatabase(name);
		}

	}

}
