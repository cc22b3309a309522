package io.monarch.transfer;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.Interruption;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.HeartbeatClient;
import io.monarch.lock.LockSettings;
import io.monarch.safety.Approval;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A temporary database of Monarch's own on the server of an environment, which is dropped
 * when it is closed.
 *
 * <p>
 * Before anything else, a {@link ScratchMarker marker} is written to it, with a lease
 * that is renewed until the end. If the process dies, the lease expires, and the next
 * command that needs such a database drops it: see {@link #cleanUp}. Its name is at most
 * 38 bytes of ASCII, since some hosted servers allow no more.
 */
public final class ScratchDatabase implements AutoCloseable {

	private static final int UNAUTHORIZED = 13;

	private static final int BASE_MAXIMUM = 12;

	/** The form of the names: the base, the purpose, and a random number. */
	private static final Pattern NAME = Pattern.compile(".{1," + BASE_MAXIMUM + "}_monarch_[a-z]{1,8}_[0-9a-f]{8}");

	private static final SecureRandom RANDOM = new SecureRandom();

	private final Environment environment;

	private final LockSettings settings;

	private final ScratchMarker marker;

	private final HeartbeatClient connection;

	private final ScheduledExecutorService thread;

	private long renewedAt;

	private @Nullable MonarchException lost;

	private boolean kept;

	private ScratchDatabase(Environment environment, LockSettings settings, ScratchMarker marker) {
		this.environment = environment;
		this.settings = settings;
		this.marker = marker;
		this.connection = new HeartbeatClient(environment, settings.renewalDeadline());
		this.thread = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread created = new Thread(task, "monarch-scratch-" + environment.database());
			created.setDaemon(true);
			return created;
		});
	}

	/**
	 * Drop the databases of dead processes on a server, and create a new one.
	 * @param server the environment on whose server it is created
	 * @param as the environment whose name, history and base of the database's name it
	 * has
	 * @param purpose one lower-case word of at most 8 letters, which becomes part of the
	 * name
	 * @param locks the locks, with the durations of the lease
	 * @return the database, empty apart from its marker
	 * @throws MonarchException if the environment is read-only, or the server does not
	 * create the database
	 */
	public static ScratchDatabase create(Environment server, Environment as, String purpose, EnvironmentLocks locks) {
		server.requireWritable();
		LockSettings settings = locks.settings();
		cleanUp(server, settings);
		return EnvironmentException.translating(server, () -> {
			String name = newName(as.database(), purpose);
			Environment scratch = server.scratch(as, name);
			ScratchMarker marker = new ScratchMarker(name, purpose);
			ScratchDatabase created = new ScratchDatabase(scratch, settings, marker);
			try {
				created.begin(server);
			}
			catch (MongoException ex) {
				created.abandon(ex);
				throw ex;
			}
			return created;
		});
	}

	private void begin(Environment server) {
		MongoDatabase database = this.environment.mongoDatabase();
		this.renewedAt = System.nanoTime();
		try {
			if (database.listCollectionNames().first() != null) {
				throw new MonarchException(Kind.FAILED,
						"Database '" + this.environment.database() + "' already exists on the server of environment "
								+ server.description() + ".",
						"Nothing was changed. Run it again, which chooses another name.");
			}
			this.marker.create(database, ServerInfo.of(database).localTime(), this.settings.lease());
		}
		catch (MongoException ex) {
			if (ex.getCode() == UNAUTHORIZED) {
				throw lacksPrivilege(server, ex);
			}
			throw ex;
		}
		long interval = this.settings.renewalInterval().toNanos();
		var unused = this.thread.scheduleWithFixedDelay(this::renew, interval, interval, TimeUnit.NANOSECONDS);
	}

	/**
	 * Drop the database after a failure, if its marker was written nevertheless.
	 */
	private void abandon(MongoException failure) {
		try (Interruption deferred = Interruption.defer()) {
			untilDone(deferred, () -> {
				if (this.marker.isOwned(this.environment.mongoDatabase())) {
					drop(this.environment);
				}
			});
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
	}

	private static MonarchException lacksPrivilege(Environment server, MongoException cause) {
		return new MonarchException(Kind.FAILED,
				"The user of environment " + server.description()
						+ " is not allowed to create the temporary database that this needs on its server.",
				"Nothing was changed. Grant the user the roles readWriteAnyDatabase and dbAdminAnyDatabase, or name an "
						+ "environment on a server where its user has them.",
				cause);
	}

	private static String newName(String base, String purpose) {
		byte[] random = new byte[4];
		RANDOM.nextBytes(random);
		String ascii = base.replaceAll("[^\\w-]", "_");
		String name = ascii.substring(0, Math.min(ascii.length(), BASE_MAXIMUM)) + "_monarch_" + purpose + "_"
				+ HexFormat.of().formatHex(random);
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("'" + name + "' is not a name of a temporary database");
		}
		return name;
	}

	private void renew() {
		long start = System.nanoTime();
		try {
			MongoDatabase database = this.connection.mongoDatabase();
			Instant until = ServerInfo.of(database).localTime().plus(this.settings.lease());
			// A migration that is rehearsed may have dropped the database.
			boolean renewed = this.marker.renew(database, until, isWithin(this.settings.renewalDeadline()));
			synchronized (this) {
				if (renewed) {
					this.renewedAt = start;
				}
				else if (this.lost == null) {
					this.lost = lost("another process has dropped it", null);
				}
			}
		}
		catch (RuntimeException ex) {
			synchronized (this) {
				if (this.lost == null && !isWithin(this.settings.renewalDeadline())) {
					this.lost = lost("its marker could not be renewed in time", ex);
				}
			}
			this.connection.failed();
		}
	}

	private synchronized boolean isWithin(Duration time) {
		return System.nanoTime() - this.renewedAt < time.toNanos();
	}

	private MonarchException lost(String reason, @Nullable Throwable cause) {
		return new MonarchException(Kind.FAILED, "The temporary database of environment "
				+ this.environment.description() + " was lost: " + reason + ".", "Run it again.", cause);
	}

	/**
	 * Return the environment of the database, which shares the client of the server's
	 * environment.
	 * @return the environment
	 */
	public Environment environment() {
		return this.environment;
	}

	/**
	 * Return the approval to replace the database, in which nothing of a user can be
	 * lost.
	 * @return the approval
	 */
	public Approval approval() {
		return Approval.ofScratch(this.environment);
	}

	/**
	 * Check that no other process has dropped the database. What was read from it before
	 * is then valid.
	 * @throws MonarchException if it may be dropped or another process may have dropped
	 * it, since the marker was not renewed in time
	 */
	public synchronized void ensureHeld() {
		if (this.lost == null && !isWithin(this.settings.renewalDeadline())) {
			this.lost = lost("its marker could not be renewed in time", null);
		}
		if (this.lost != null) {
			throw this.lost;
		}
	}

	/**
	 * Keep the database when this is closed. It then belongs to the user, and no command
	 * of Monarch drops it unless it is told to.
	 */
	public void keep() {
		ensureHeld();
		stopRenewing();
		EnvironmentException.translating(this.environment, () -> {
			this.marker.remove(this.environment.mongoDatabase());
			return this.environment;
		});
		this.kept = true;
	}

	/**
	 * Drop the database, even if this thread is interrupted before or meanwhile.
	 * @throws MonarchException if it cannot be dropped; a later command will
	 */
	@Override
	public void close() {
		try (Interruption deferred = Interruption.defer()) {
			untilDone(deferred, () -> {
				stopRenewing();
				if (!this.kept) {
					drop(this.environment);
				}
			});
		}
	}

	/**
	 * Do something again whenever it fails because of an interruption, which is deferred.
	 */
	private static void untilDone(Interruption deferred, Runnable work) {
		while (true) {
			try {
				work.run();
				return;
			}
			catch (RuntimeException ex) {
				if (!deferred.deferAlso(ex)) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Stop renewing, and wait for a renewal under way, which would create the database
	 * again after it was dropped.
	 */
	private void stopRenewing() {
		this.thread.shutdown();
		this.connection.close();
		try {
			var unused = this.thread.awaitTermination(this.settings.lease().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			throw Interruption.cancelled("The temporary database '" + this.environment.database() + "' is still there.",
					ex);
		}
	}

	private static void drop(Environment scratch) {
		try {
			scratch.mongoDatabase().withWriteConcern(WriteConcern.MAJORITY).drop();
		}
		catch (MongoException ex) {
			throw new MonarchException(Kind.FAILED,
					"The temporary database '" + scratch.database() + "' on " + String.join(",", scratch.hosts())
							+ " cannot be dropped: " + EnvironmentException.of(scratch, ex).getMessage(),
					"The next command that needs a temporary database there drops it, or drop it yourself.", ex);
		}
	}

	/**
	 * Drop the databases that dead processes have left on the server of an environment:
	 * those with a marker whose lease has expired. A database without a marker is never
	 * dropped, nor is one of a live process, of a later version, or of other users.
	 * @param server the environment
	 * @param locks the locks, with the durations of the lease
	 * @return the names of the databases that were dropped
	 * @throws MonarchException if the environment is read-only, or the server fails
	 */
	public static List<String> cleanUp(Environment server, EnvironmentLocks locks) {
		server.requireWritable();
		return cleanUp(server, locks.settings());
	}

	private static List<String> cleanUp(Environment server, LockSettings settings) {
		return EnvironmentException.translating(server, () -> {
			List<String> dropped = new ArrayList<>();
			for (String name : names(server)) {
				if (dropIfExpired(server.scratch(server, name), settings)) {
					dropped.add(name);
				}
			}
			return List.copyOf(dropped);
		});
	}

	/**
	 * Return the names of databases that can be temporary ones. A user who may not list
	 * all databases gets those that it may use.
	 */
	private static List<String> names(Environment server) {
		List<String> names = new ArrayList<>();
		server.client()
			.listDatabases()
			.nameOnly(true)
			.filter(new Document("name", new Document("$regex", "_monarch_")))
			.forEach((database) -> names.add(database.getString("name")));
		return names.stream().filter((name) -> NAME.matcher(name).matches()).sorted().toList();
	}

	private static boolean dropIfExpired(Environment scratch, LockSettings settings) {
		try {
			MongoDatabase database = scratch.mongoDatabase();
			Instant now = ServerInfo.of(database).localTime();
			if (!new ScratchMarker(scratch.database(), "cleanup").takeOver(database, now, settings.lease())) {
				return false;
			}
			drop(scratch);
			return true;
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == UNAUTHORIZED) {
				return false; // it belongs to other users
			}
			throw ex;
		}
	}

}
