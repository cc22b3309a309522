package io.monarch.rehearsal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.TransactionFailureListener;
import io.monarch.transfer.ScratchDatabase;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * A temporary database on which migrations run as on the rehearsed environment, with a
 * client whose commands are observed.
 */
final class RehearsalDatabase implements AutoCloseable {

	private final ScratchDatabase scratch;

	private final MongoClient client;

	private final Environment environment;

	private final CommandRecorder recorder;

	private final RehearsalRequest request;

	private final ListableBeanFactory beans;

	private final long createdAt = System.nanoTime();

	private RehearsalDatabase(ScratchDatabase scratch, MongoClient client, CommandRecorder recorder,
			RehearsalRequest request, ListableBeanFactory beans) {
		this.scratch = scratch;
		this.client = client;
		this.recorder = recorder;
		this.request = request;
		this.beans = beans;
		this.environment = scratch.environment().scratchWith(client, usesApplicationBeans(request));
	}

	static RehearsalDatabase create(RehearsalRequest request, EnvironmentLocks locks, ListableBeanFactory beans) {
		MongoClientSettings settings = request.on().clientSettings();
		if (settings == null) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The MongoClient of environment " + request.on().description()
							+ " has a custom class, so its commands cannot be observed.",
					"Name another environment with --on, one that is configured in monarch.environments.");
		}
		ScratchDatabase scratch = ScratchDatabase.create(request.on(), request.environment(), "rehearse", locks);
		try {
			CommandRecorder recorder = new CommandRecorder(scratch.environment().database(),
					request.environment().historyCollection());
			MongoClient client = Environment.newClient(settings(settings, request, recorder));
			return new RehearsalDatabase(scratch, client, recorder, request, beans);
		}
		catch (RuntimeException ex) {
			scratch.close();
			throw ex;
		}
	}

	/**
	 * Return the settings of the server's client, with the codecs of the application if
	 * its own beans use the client.
	 */
	private static MongoClientSettings settings(MongoClientSettings server, RehearsalRequest request,
			CommandRecorder recorder) {
		MongoClientSettings.Builder builder = MongoClientSettings.builder(server)
			.commandListenerList(List.of(new TransactionFailureListener(), recorder));
		MongoClientSettings own = usesApplicationBeans(request) ? request.environment().clientSettings() : null;
		if (own != null) {
			builder.codecRegistry(own.getCodecRegistry()).uuidRepresentation(own.getUuidRepresentation());
		}
		return builder.build();
	}

	private static boolean usesApplicationBeans(RehearsalRequest request) {
		return request.applicationBeans() && request.environment().sharesApplicationClient();
	}

	/**
	 * Return the time since it was created.
	 */
	Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.createdAt);
	}

	/**
	 * Keep the database when this is closed.
	 * @return its name
	 */
	String keep() {
		this.scratch.keep();
		return this.environment.database();
	}

	ScratchDatabase scratch() {
		return this.scratch;
	}

	/**
	 * Return the database on a client whose commands are not observed.
	 */
	MongoDatabase unobserved() {
		return this.scratch.environment().mongoDatabase();
	}

	Environment environment() {
		return this.environment;
	}

	CommandRecorder recorder() {
		return this.recorder;
	}

	/**
	 * Return the names of the collections that are Monarch's own.
	 */
	Set<String> records() {
		return Set.of(this.environment.historyCollection(), MonarchCollections.LOCK);
	}

	/**
	 * Do something while the application's own beans are on this database, if they are to
	 * be.
	 */
	<T> T with(Supplier<T> work) {
		if (!this.environment.sharesApplicationClient()) {
			return work.get();
		}
		try (ApplicationBeans unused = ApplicationBeans.on(this.beans, this.request.environment(), this.client,
				this.environment.database())) {
			return work.get();
		}
	}

	/**
	 * Run a migration.
	 */
	void migrate(MigrationRunner runner, String id, MigrationListener listener) {
		var unused = with(() -> runner.migrateOne(id, this.environment, listener));
	}

	@Override
	public void close() {
		// Closing a client fails on an interrupted thread, too.
		try (Interruption deferred = Interruption.defer()) {
			this.client.close();
		}
		finally {
			this.scratch.close();
		}
	}

}
