package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes application events and notifies the other listeners. Log entries in the
 * meantime, including those of the migration, have the keys {@value #MIGRATION_KEY} and
 * {@value #ENVIRONMENT_KEY}.
 */
final class PublishingMigrationListener implements MigrationListener, AutoCloseable {

	static final String ENVIRONMENT_KEY = "monarch.environment";

	static final String MIGRATION_KEY = "monarch.migration";

	private final ApplicationEventPublisher publisher;

	/** The listeners in the order in which they are notified of a beginning. */
	private final List<MigrationListener> outwardIn;

	/**
	 * The listeners in the order in which they are notified of an end: the last one to
	 * begin ends first.
	 */
	private final List<MigrationListener> inwardOut;

	private final @Nullable String outerEnvironment = MDC.get(ENVIRONMENT_KEY);

	private final @Nullable String outerMigration = MDC.get(MIGRATION_KEY);

	PublishingMigrationListener(ApplicationEventPublisher publisher, Environment environment,
			List<MigrationListener> listeners) {
		this.publisher = publisher;
		this.outwardIn = List.copyOf(listeners);
		List<MigrationListener> reversed = new ArrayList<>(listeners);
		Collections.reverse(reversed);
		this.inwardOut = List.copyOf(reversed);
		MDC.put(ENVIRONMENT_KEY, environment.name());
	}

	@Override
	public void started(Environment environment, String id) {
		MDC.put(MIGRATION_KEY, id);
		this.outwardIn.forEach((each) -> each.started(environment, id));
		this.publisher.publishEvent(new MigrationStartedEvent(environment.name(), id));
	}

	@Override
	public void calling(Environment environment, String id) {
		this.outwardIn.forEach((each) -> each.calling(environment, id));
	}

	@Override
	public void returned(Environment environment, String id) {
		this.inwardOut.forEach((each) -> each.returned(environment, id));
	}

	@Override
	public void executed(Environment environment, String id, MigrationState state, @Nullable Throwable error) {
		try {
			tellAll((each) -> each.executed(environment, id, state, error));
		}
		finally {
			put(MIGRATION_KEY, this.outerMigration);
		}
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		tell(id, (each) -> each.applied(environment, id, duration),
				new MigrationAppliedEvent(environment.name(), id, duration));
	}

	@Override
	public void rolledBack(Environment environment, String id, Duration duration) {
		tell(id, (each) -> each.rolledBack(environment, id, duration),
				new MigrationRolledBackEvent(environment.name(), id, duration));
	}

	@Override
	public void failed(Environment environment, String id, Throwable error) {
		tell(id, (each) -> each.failed(environment, id, error),
				new MigrationFailedEvent(environment.name(), id, error));
	}

	private void tell(String id, Consumer<MigrationListener> end, Object event) {
		MDC.put(MIGRATION_KEY, id);
		try {
			tellAll(end);
			this.publisher.publishEvent(event);
		}
		finally {
			put(MIGRATION_KEY, this.outerMigration);
		}
	}

	/**
	 * Notify each of them, even if a previous one throws.
	 */
	private void tellAll(Consumer<MigrationListener> what) {
		RuntimeException failure = null;
		for (MigrationListener each : this.inwardOut) {
			try {
				what.accept(each);
			}
			catch (RuntimeException ex) {
				if (failure == null) {
					failure = ex;
				}
				else {
					failure.addSuppressed(ex);
				}
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private static void put(String key, @Nullable String value) {
		if (value != null) {
			MDC.put(key, value);
		}
		else {
			MDC.remove(key);
		}
	}

	@Override
	public void finished(MigrationResult result, Duration duration) {
		this.inwardOut.forEach((each) -> each.finished(result, duration));
	}

	@Override
	public void progress(String id, long done, long total) {
		this.outwardIn.forEach((each) -> each.progress(id, done, total));
	}

	@Override
	public void said(String id, String message) {
		this.outwardIn.forEach((each) -> each.said(id, message));
	}

	@Override
	public void warned(String message) {
		this.outwardIn.forEach((each) -> each.warned(message));
	}

	@Override
	public void imported(Environment environment, HistoryImportResult result) {
		this.outwardIn.forEach((each) -> each.imported(environment, result));
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		this.outwardIn.forEach((each) -> each.waiting(environment, holder));
	}

	@Override
	public void close() {
		put(MIGRATION_KEY, this.outerMigration);
		put(ENVIRONMENT_KEY, this.outerEnvironment);
	}

}
