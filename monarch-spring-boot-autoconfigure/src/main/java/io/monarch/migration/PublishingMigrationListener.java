package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.LockHolder;
import org.slf4j.MDC;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens as events of the application, and passes it on. What is logged
 * meanwhile, by the migration as well, has the keys {@value #MIGRATION_KEY} and
 * {@value #ENVIRONMENT_KEY}.
 */
final class PublishingMigrationListener implements MigrationListener, AutoCloseable {

	static final String ENVIRONMENT_KEY = "monarch.environment";

	static final String MIGRATION_KEY = "monarch.migration";

	private final ApplicationEventPublisher publisher;

	/** In the order in which they are told of a beginning. */
	private final List<MigrationListener> outwardIn;

	/** In the order in which they are told of an end: what began last ends first. */
	private final List<MigrationListener> inwardOut;

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
	public void applied(Environment environment, String id, Duration duration) {
		this.inwardOut.forEach((each) -> each.applied(environment, id, duration));
		this.publisher.publishEvent(new MigrationAppliedEvent(environment.name(), id, duration));
		MDC.remove(MIGRATION_KEY);
	}

	@Override
	public void rolledBack(Environment environment, String id, Duration duration) {
		this.inwardOut.forEach((each) -> each.rolledBack(environment, id, duration));
		this.publisher.publishEvent(new MigrationRolledBackEvent(environment.name(), id, duration));
		MDC.remove(MIGRATION_KEY);
	}

	@Override
	public void failed(Environment environment, String id, Throwable error) {
		this.inwardOut.forEach((each) -> each.failed(environment, id, error));
		this.publisher.publishEvent(new MigrationFailedEvent(environment.name(), id, error));
		MDC.remove(MIGRATION_KEY);
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
	public void waiting(Environment environment, LockHolder holder) {
		this.outwardIn.forEach((each) -> each.waiting(environment, holder));
	}

	@Override
	public void close() {
		MDC.remove(MIGRATION_KEY);
		MDC.remove(ENVIRONMENT_KEY);
	}

}
