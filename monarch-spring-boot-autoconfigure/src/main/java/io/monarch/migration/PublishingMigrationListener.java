package io.monarch.migration;

import java.time.Duration;

import io.monarch.environment.Environment;
import io.monarch.environment.LockHolder;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes what happens as events of the application, and passes it on.
 */
final class PublishingMigrationListener implements MigrationListener {

	private final ApplicationEventPublisher publisher;

	private final MigrationListener next;

	PublishingMigrationListener(ApplicationEventPublisher publisher, MigrationListener next) {
		this.publisher = publisher;
		this.next = next;
	}

	@Override
	public void started(Environment environment, String id) {
		this.next.started(environment, id);
		this.publisher.publishEvent(new MigrationStartedEvent(environment.name(), id));
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		this.next.applied(environment, id, duration);
		this.publisher.publishEvent(new MigrationAppliedEvent(environment.name(), id, duration));
	}

	@Override
	public void failed(Environment environment, String id, Throwable error) {
		this.next.failed(environment, id, error);
		this.publisher.publishEvent(new MigrationFailedEvent(environment.name(), id, error));
	}

	@Override
	public void finished(MigrationResult result, Duration duration) {
		this.next.finished(result, duration);
	}

	@Override
	public void progress(String id, long done, long total) {
		this.next.progress(id, done, total);
	}

	@Override
	public void said(String id, String message) {
		this.next.said(id, message);
	}

	@Override
	public void warned(String message) {
		this.next.warned(message);
	}

	@Override
	public void waiting(Environment environment, LockHolder holder) {
		this.next.waiting(environment, holder);
	}

}
