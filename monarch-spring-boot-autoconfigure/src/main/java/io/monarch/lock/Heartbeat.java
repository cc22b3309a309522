package io.monarch.lock;

import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.ServerInfo;

/**
 * Renews a lease at an interval, and checks its deadline. Each task has its own thread,
 * since a renewal can hang for longer than the deadline.
 */
final class Heartbeat implements AutoCloseable {

	private final Lease lease;

	private final LockSettings settings;

	private final LockWatchdog watchdog;

	private final HeartbeatClient connection;

	private final ScheduledExecutorService threads;

	Heartbeat(Environment environment, LockSettings settings, Lease lease, LockWatchdog watchdog) {
		this.lease = lease;
		this.settings = settings;
		this.watchdog = watchdog;
		this.connection = new HeartbeatClient(environment, settings.renewalDeadline());
		this.threads = Executors.newScheduledThreadPool(2, (task) -> {
			Thread thread = new Thread(task, "monarch-lock-" + environment.name());
			thread.setDaemon(true);
			return thread;
		});
	}

	void start() {
		schedule(this::renew, this.settings.renewalInterval().toNanos());
		schedule(this::watch, this.settings.renewalDeadline().toNanos() / 10);
	}

	private void schedule(Runnable task, long nanos) {
		var unused = this.threads.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
	}

	private void renew() {
		long start = System.nanoTime();
		try {
			MongoDatabase database = this.connection.mongoDatabase();
			Instant until = ServerInfo.of(database).localTime().plus(this.settings.lease());
			this.lease.renew(database, until, start);
		}
		catch (LockLostException ex) {
			// The lease has already interrupted its holder.
		}
		catch (RuntimeException ex) {
			this.lease.failedToRenew(ex);
			if (this.connection.failed()) {
				renew(); // immediately, since there may be no time to wait for the next
							// interval
			}
		}
	}

	private void watch() {
		this.lease.checkDeadline();
		this.watchdog.check();
	}

	@Override
	public void close() {
		this.threads.shutdown();
		this.connection.close();
	}

}
