package io.monarch.environment;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.event.CommandListener;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The client of all environments whose settings differ only in the database. It is opened
 * on first use.
 */
final class SharedClient {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/**
	 * The time for which a failed first connection is remembered for the other
	 * environments of the same run.
	 */
	private static final Duration REMEMBERED = Duration.ofSeconds(10);

	/**
	 * The number of environments that are read at once, each of which needs a connection.
	 */
	private static final int READERS = 2;

	private final Supplier<MongoClient> opener;

	private final boolean owned;

	private final boolean patient;

	private final Semaphore readers = new Semaphore(READERS);

	private final IdentityHashMap<CommandListener, MongoClient> listening = new IdentityHashMap<>();

	/** The number of runs that use this client, on one or several environments. */
	private int holders;

	/**
	 * Whether no environment has it any more, so that it is closed after its last run.
	 */
	private boolean retired;

	private @Nullable MongoClient client;

	private @Nullable MongoException failure;

	private long failedAt;

	private SharedClient(Supplier<MongoClient> opener, boolean owned, boolean patient) {
		this.opener = opener;
		this.owned = owned;
		this.patient = patient;
	}

	/**
	 * Create one that opens a client.
	 */
	static SharedClient opening(Supplier<MongoClientSettings> settings) {
		return new SharedClient(() -> Environment.newClient(settings.get()), true, false);
	}

	/**
	 * Create one from the application's client, which the application closes.
	 * @param patient whether to wait for its server as long as the application would
	 */
	static SharedClient of(MongoClient existing, boolean patient) {
		return new SharedClient(() -> existing, false, patient);
	}

	/**
	 * Return the client, opened for an environment that is the first to use it.
	 */
	synchronized MongoClient open(Environment environment) {
		if (this.client == null) {
			rethrowRecent();
			MongoClient opened = null;
			try {
				opened = this.opener.get();
				if (!this.patient) {
					greet(opened, environment.database());
				}
			}
			catch (MongoException | LinkageError ex) {
				if (opened != null && this.owned) {
					opened.close();
				}
				remember(ex);
				throw ex;
			}
			this.client = opened;
		}
		return this.client;
	}

	private void rethrowRecent() {
		if (this.failure != null && System.nanoTime() - this.failedAt < REMEMBERED.toNanos()) {
			throw this.failure;
		}
	}

	private void remember(Throwable ex) {
		if (this.holders > 0 && ex instanceof MongoException mongo && !(ex instanceof MongoInterruptedException)) {
			this.failure = mongo;
			this.failedAt = System.nanoTime();
		}
	}

	/**
	 * Make sure that a server answers. The timeout is shorter than later, when the client
	 * has to wait out an election.
	 */
	private static void greet(MongoClient opened, String database) {
		opened.getDatabase(database)
			.withTimeout(CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
			.runCommand(new Document("ping", 1));
	}

	/**
	 * Return a client with the same settings and a listener, which is closed when no run
	 * {@link #hold() holds} it any more. The application's own client is returned
	 * unchanged, since its settings are not always known.
	 */
	MongoClient with(CommandListener listener, Environment environment) {
		MongoClient own = open(environment);
		if (!this.owned || !(own instanceof MongoClientImpl known)) {
			return own;
		}
		synchronized (this) {
			return this.listening.computeIfAbsent(listener, (unused) -> Environment
				.newClient(MongoClientSettings.builder(known.getSettings()).addCommandListener(listener).build()));
		}
	}

	/**
	 * Begin a run. Opened clients stay open, and failures are remembered, until its
	 * {@link #release() end}.
	 */
	synchronized void hold() {
		this.holders++;
	}

	synchronized void release() {
		if (--this.holders == 0) {
			this.failure = null;
			closeListening();
			if (this.retired) {
				closeOwn();
			}
		}
	}

	/**
	 * Close the client if no run holds it, or else after the last run, since no
	 * environment has it any more. It is opened again if an environment that was defined
	 * before is still used, or is defined again.
	 */
	synchronized void retire() {
		this.retired = true;
		if (this.holders == 0) {
			closeListening();
			closeOwn();
		}
	}

	synchronized void restore() {
		this.retired = false;
	}

	private void closeOwn() {
		if (this.client != null && this.owned) {
			this.client.close();
			this.client = null;
		}
	}

	private void closeListening() {
		this.listening.values().forEach(MongoClient::close);
		this.listening.clear();
	}

	/**
	 * Read something while only a few others do.
	 */
	<T> T reading(Supplier<T> work) {
		try {
			this.readers.acquire();
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("Nothing was changed.", ex);
		}
		try {
			return work.get();
		}
		finally {
			this.readers.release();
		}
	}

	synchronized void close() {
		closeListening();
		if (this.client != null && this.owned) {
			this.client.close(); // whatever uses it after the end fails
		}
	}

}
