package io.monarch.migration;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;

import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Provides another database on the server of a factory. Its transactions are not those of
 * that factory.
 *
 * @param server the factory
 * @param name the name of the database
 */
record TemporaryDatabaseFactory(MongoDatabaseFactory server, String name) implements MongoDatabaseFactory {

	@Override
	public MongoDatabase getMongoDatabase() {
		return getMongoDatabase(this.name);
	}

	@Override
	public MongoDatabase getMongoDatabase(String other) {
		return this.server.getMongoDatabase(other).withReadPreference(ReadPreference.primary());
	}

	@Override
	public PersistenceExceptionTranslator getExceptionTranslator() {
		return this.server.getExceptionTranslator();
	}

	@Override
	public ClientSession getSession(ClientSessionOptions options) {
		return this.server.getSession(options);
	}

	@Override
	public MongoDatabaseFactory withSession(ClientSession session) {
		return new TemporaryDatabaseFactory(this.server.withSession(session), this.name);
	}

	@Override
	public boolean isTransactionActive() {
		return this.server.isTransactionActive();
	}

}
