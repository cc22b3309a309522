package io.monarch.migration;

import io.monarch.environment.Environment;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;
import org.springframework.data.mongodb.core.convert.MongoConverter;

/**
 * Gives migrations a template on the environment that is being migrated.
 */
public final class MigrationTemplates {

	private final @Nullable MongoTemplate application;

	private final @Nullable MongoConverter converter;

	/**
	 * Create the templates.
	 * @param application the application's template, or {@code null} where it has none
	 * @param converter the application's converter, or {@code null} where it has none
	 */
	public MigrationTemplates(@Nullable MongoTemplate application, @Nullable MongoConverter converter) {
		this.application = application;
		this.converter = converter;
	}

	MongoTemplate on(Environment environment) {
		if (environment.sharesApplicationClient() && this.application != null) {
			return this.application;
		}
		var factory = new SimpleMongoClientDatabaseFactory(environment.client(), environment.database());
		// References are followed in the environment, not in the application's database.
		MongoConverter own = (this.converter instanceof MappingMongoConverter mapping) ? mapping.with(factory)
				: this.converter;
		return (own != null) ? new MongoTemplate(factory, own) : new MongoTemplate(factory);
	}

}
