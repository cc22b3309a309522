package io.monarch.migration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.MonarchException;
import io.monarch.environment.Operator;
import io.monarch.foreign.MongockLock;
import io.monarch.lock.EnvironmentLock;
import io.monarch.lock.Lease;
import io.monarch.lock.LockHolder;
import io.monarch.lock.LockSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;

/**
 * The lock of an environment, held for a run. Meanwhile, the run is registered as
 * running, and its listeners publish events.
 */
final class LockedRun implements AutoCloseable {

	private final Environment environment;

	private final RunningMigrations running;

	private final PublishingMigrationListener listener;

	private final LockSettings settings;

	/** The locks of other tools, by collection. */
	private final Map<String, MongockLock> ofTools = new LinkedHashMap<>();

	/** The lease, or {@code null} if the lock was no longer needed. */
	private @Nullable Lease lease;

	private LockedRun(Environment environment, RunningMigrations running, PublishingMigrationListener listener,
			LockSettings settings) {
		this.environment = environment;
		this.settings = settings;
		this.running = running;
		this.listener = listener;
	}

	/**
	 * Acquire the lock.
	 * @param needed called before each attempt: whether the lock is still needed
	 */
	static LockedRun acquire(Environment environment, Migrations migrations, RunningMigrations running,
			ApplicationEventPublisher publisher, List<MigrationListener> listeners, MigrationListener listener,
			BooleanSupplier needed) {
		return acquire(environment, migrations, running, publisher, listeners, listener, (lock, waiting) -> lock
			.acquire(() -> needed.getAsBoolean() && isPermitted(environment, migrations), waiting));
	}

	/**
	 * Acquire the lock for migrations in the background.
	 * @param needed called before each attempt: whether the lock is still needed
	 */
	static LockedRun acquireInBackground(Environment environment, Migrations migrations, RunningMigrations running,
			ApplicationEventPublisher publisher, List<MigrationListener> listeners, MigrationListener listener,
			BooleanSupplier needed) {
		return acquire(environment, migrations, running, publisher, listeners, listener, (lock, waiting) -> lock
			.acquireInBackground(() -> needed.getAsBoolean() && isPermitted(environment, migrations)));
	}

	private static LockedRun acquire(Environment environment, Migrations migrations, RunningMigrations running,
			ApplicationEventPublisher publisher, List<MigrationListener> listeners, MigrationListener listener,
			BiFunction<EnvironmentLock, Consumer<LockHolder>, Optional<Lease>> way) {
		running.enter();
		List<MigrationListener> all = new ArrayList<>(listeners);
		all.add(listener);
		LockedRun locked = new LockedRun(environment, running,
				new PublishingMigrationListener(publisher, environment, all), migrations.settings().locks().settings());
		boolean acquired = false;
		try {
			locked.lease = way
				.apply(migrations.settings().locks().of(environment),
						(holder) -> locked.listener.waiting(environment, holder))
				.orElse(null);
			acquired = true;
			return locked;
		}
		catch (RuntimeException ex) {
			throw EnvironmentException.translate(environment, ex);
		}
		finally {
			if (!acquired) {
				locked.close();
			}
		}
	}

	private static boolean isPermitted(Environment environment, Migrations migrations) {
		environment.requireWritable();
		migrations.templates().check(environment);
		return true;
	}

	/**
	 * Tell whether the lock was still needed, and is held.
	 */
	boolean isHeld() {
		return this.lease != null;
	}

	Lease lease() {
		return Objects.requireNonNull(this.lease);
	}

	/**
	 * Also hold the locks of Mongock, so that an instance with Mongock that starts
	 * meanwhile waits.
	 * @param collections the collections of the locks
	 * @throws MonarchException if Mongock holds one of them
	 */
	void hold(Collection<String> collections) {
		for (String each : collections) {
			if (!this.ofTools.containsKey(each)) {
				this.ofTools.put(each,
						MongockLock.acquire(this.environment.mongoDatabase(), each,
								Operator.host() + ":" + lease().token(), this.settings.lease(),
								this.settings.renewalInterval()));
			}
		}
	}

	/**
	 * Check that the locks of other tools are still held.
	 */
	void ensureOthersHeld() {
		this.ofTools.values().forEach(MongockLock::ensureHeld);
	}

	MigrationListener listener() {
		return this.listener;
	}

	/**
	 * Return the exception to throw for a failure of the run.
	 */
	RuntimeException explain(RuntimeException failure) {
		if (failure instanceof MigrationFailedException) {
			return failure; // what is recorded stays true, even if the lock is lost by
							// now
		}
		RuntimeException reason = (this.lease != null) ? this.lease.explain(failure) : failure;
		return EnvironmentException.translate(this.environment, reason);
	}

	@Override
	public void close() {
		try (PublishingMigrationListener unused = this.listener) {
			this.ofTools.values().forEach(MongockLock::close);
			if (this.lease != null) {
				this.lease.close();
			}
		}
		finally {
			this.running.exit();
		}
	}

}
