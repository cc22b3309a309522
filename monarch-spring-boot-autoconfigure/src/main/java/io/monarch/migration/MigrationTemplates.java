package io.monarch.migration;

import java.util.Set;
import java.util.function.Supplier;

import io.monarch.environment.ApplicationDatabase;
import io.monarch.environment.Environment;
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
		var factory = new SimpleMongoClientDatabaseFactory(environment.client(), environment.database());
		return new MigrationTemplate(factory, () -> create(factory));
	}

	/**
	 * Return the application's own template where it is known to be on the database of
	 * the environment. One that cannot tell its database here, such as one that needs a
	 * request for that, would not write to it either.
	 */
	private @Nullable MongoTemplate own(Environment environment) {
		MongoTemplate own = environment.sharesApplicationClient() ? this.application.get() : null;
		String database = (own != null) ? database(own) : null;
		if (database == null) {
			return null;
		}
		ApplicationDatabase.require(environment, "MongoTemplate", Set.of(database));
		return own;
	}

	private static @Nullable String database(MongoTemplate template) {
		try {
			return template.getDb().getName();
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

}
