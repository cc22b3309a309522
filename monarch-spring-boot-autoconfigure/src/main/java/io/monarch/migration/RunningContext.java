package io.monarch.migration;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.lock.Lease;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The context of a migration that runs under a lease.
 */
record RunningContext(MongoTemplate mongo, MongoDatabase database, Environment environment, String id, Lease lease,
		MigrationListener listener) implements MigrationContext {

	@Override
	public void progress(long done, long total) {
		this.lease.ensureHeld();
		this.lease.progress(this.id, done, total);
		this.listener.progress(this.id, done, total);
	}

	@Override
	public void say(String message) {
		this.listener.said(this.id, message);
	}

}
