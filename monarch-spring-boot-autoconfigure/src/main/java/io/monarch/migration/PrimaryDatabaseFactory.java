package io.monarch.migration;

import com.mongodb.ClientSessionOptions;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;

import org.springframework.core.InfrastructureProxy;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.data.mongodb.MongoDatabaseFactory;

/**
 * Provides the databases of the application's factory, but reads from the primary, since
 * a secondary may not have the writes of the previous migration. For transactions, it is
 * equal to the application's factory.
 */
final class PrimaryDatabaseFactory implements MongoDatabaseFactory, InfrastructureProxy {

	private final MongoDatabaseFactory application;

	PrimaryDatabaseFactory(MongoDatabaseFactory application) {
		this.application = application;
	}

	@Override
	public Object getWrappedObject() {
		return this.application;
	}

	@Override
	public MongoDatabase getMongoDatabase() {
		return this.application.getMongoDatabase().withReadPreference(ReadPreference.primary());
	}

	@Override
	public MongoDatabase getMongoDatabase(String name) {
		return this.application.getMongoDatabase(name).withReadPreference(ReadPreference.primary());
	}

	@Override
	public PersistenceExceptionTranslator getExceptionTranslator() {
		return this.application.getExceptionTranslator();
	}

	@Override
	public ClientSession getSession(ClientSessionOptions options) {
		return this.application.getSession(options);
	}

	@Override
	public MongoDatabaseFactory withSession(ClientSession session) {
		return this.application.withSession(session);
	}

	@Override
	public boolean isTransactionActive() {
		return this.application.isTransactionActive();
	}

}
