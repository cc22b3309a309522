package io.monarch.migration;

import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import org.bson.codecs.configuration.CodecRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * Provides the database of an environment as the application's factory would: with its
 * codecs and, unless the environment configures one, its write concern. It reads from the
 * primary.
 */
final class EnvironmentDatabaseFactory extends SimpleMongoClientDatabaseFactory {

	private final Environment environment;

	private final MongoClient client;

	private final @Nullable MongoDatabase application;

	/**
	 * Create the factory.
	 * @param environment the environment
	 * @param client a client of the environment
	 * @param application the application's database, or {@code null} if it has none
	 */
	EnvironmentDatabaseFactory(Environment environment, MongoClient client, @Nullable MongoDatabase application) {
		super(client, environment.database());
		this.environment = environment;
		this.client = client;
		this.application = application;
	}

	@Override
	protected MongoDatabase doGetMongoDatabase(String name) {
		MongoDatabase database = name.equals(this.environment.database()) ? this.environment.mongoDatabase(this.client)
				: super.doGetMongoDatabase(name);
		return adapt(database).withReadPreference(ReadPreference.primary());
	}

	private MongoDatabase adapt(MongoDatabase database) {
		if (this.application == null) {
			return database;
		}
		CodecRegistry codecs = this.application.getCodecRegistry();
		WriteConcern concern = this.application.getWriteConcern();
		MongoDatabase adapted = database.withCodecRegistry(codecs);
		boolean configured = !database.getWriteConcern().isServerDefault();
		return (configured || !concern.isAcknowledged()) ? adapted : adapted.withWriteConcern(concern);
	}

}
