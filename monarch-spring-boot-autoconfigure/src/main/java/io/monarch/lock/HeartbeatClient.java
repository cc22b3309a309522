package io.monarch.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import org.jspecify.annotations.Nullable;

/**
 * A separate connection for the renewal of a lock. The pool of the environment may be
 * exhausted by the application, or may hold only one connection. Then the lock would be
 * lost although both the work and the server are fine.
 *
 * <p>
 * It is opened for the first renewal, so it costs nothing in a short run.
 */
public final class HeartbeatClient implements AutoCloseable {

	private final Environment environment;

	private final Duration deadline;

	private @Nullable MongoClient client;

	private boolean unusable;

	/**
	 * Create a client, without opening it.
	 * @param environment the environment whose lock is renewed
	 * @param deadline the time within which one of the renewals has to succeed
	 */
	public HeartbeatClient(Environment environment, Duration deadline) {
		this.environment = environment;
		this.deadline = deadline;
	}

	/**
	 * Return the database on this connection, or on the pool of the environment if it
	 * cannot be opened.
	 * @return the database
	 */
	public MongoDatabase mongoDatabase() {
		MongoClient own = open();
		return (own != null) ? this.environment.mongoDatabase(own) : this.environment.mongoDatabase();
	}

	/**
	 * Note that a renewal has failed. The next one uses the pool, and the one after that
	 * a new separate connection: if the server accepts no new connections, or no longer
	 * accepts this user, those of the pool may still work.
	 * @return whether the next one uses the pool
	 */
	public synchronized boolean failed() {
		this.unusable = this.client != null;
		if (this.client != null) {
			this.client.close();
			this.client = null;
		}
		return this.unusable;
	}

	private synchronized @Nullable MongoClient open() {
		MongoClientSettings settings = this.environment.clientSettings();
		if (this.client == null && !this.unusable && settings != null) {
			this.client = Environment.newClient(settings(settings));
		}
		return this.client;
	}

	private MongoClientSettings settings(MongoClientSettings settings) {
		int limit = Math.toIntExact(Math.min(this.deadline.toMillis(), Integer.MAX_VALUE));
		int patience = Math.max(1, limit / 4);
		return MongoClientSettings.builder(settings)
			// Its writes are neither encrypted like those of the application nor part of
			// its metrics.
			.autoEncryptionSettings(null)
			.commandListenerList(List.of())
			.applyToConnectionPoolSettings((pool) -> pool.connectionPoolListenerList(List.of())
				.minSize(0)
				.maxSize(1)
				.maxWaitTime(patience, TimeUnit.MILLISECONDS))
			.applyToSocketSettings((socket) -> socket.connectTimeout(patience, TimeUnit.MILLISECONDS)
				.readTimeout(limit, TimeUnit.MILLISECONDS))
			.applyToClusterSettings((cluster) -> cluster.clusterListenerList(List.of())
				.serverSelectionTimeout(patience, TimeUnit.MILLISECONDS))
			.applyToServerSettings(
					(server) -> server.serverListenerList(List.of()).serverMonitorListenerList(List.of()))
			.build();
	}

	@Override
	public synchronized void close() {
		this.unusable = true;
		if (this.client != null) {
			this.client.close();
			this.client = null;
		}
	}

}
