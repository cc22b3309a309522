package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockSettings;
import io.monarch.testsupport.TestLocks;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * An application that consists of migrations, for tests: what it published, and a
 * listener that remembers.
 */
final class MigrationHarness implements AutoCloseable, MigrationListener {

	/**
	 * They notice fast that they were taken away. They are held for as long as by
	 * default, since a machine that runs tests may be slow.
	 */
	static final EnvironmentLocks FAST_LOCKS = TestLocks.of(new LockSettings(Duration.ofSeconds(30),
			Duration.ofSeconds(20), Duration.ofMillis(300), Duration.ofSeconds(60)));

	static final MigrationSettings SETTINGS = new MigrationSettings(FAST_LOCKS, OutOfOrder.RUN, Transactions.REQUIRED,
			ForeignHistory.REFUSE, new MigratingApplication("test", "1.2.3"));

	final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	final List<Object> events = new ArrayList<>();

	final List<String> heard = new ArrayList<>();

	final MigrationRunner runner;

	MigrationHarness(Class<?>... migrations) {
		this(SETTINGS, migrations);
	}

	MigrationHarness(MigrationSettings settings, Class<?>... migrations) {
		if (migrations.length > 0) {
			this.context.register(migrations);
		}
		this.runner = new MigrationRunner(new Migrations(this.context.getDefaultListableBeanFactory(),
				new MigrationTemplates(this.context, true), settings), this.events::add, List.of());
		this.context.refresh();
	}

	MigrationResult migrate(Environment environment) {
		return this.runner.migrate(environment, this);
	}

	MigrationStatus status(String id, Environment environment) {
		return this.runner.migrations()
			.list(environment)
			.stream()
			.filter((status) -> status.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No migration " + id));
	}

	@Override
	public void started(Environment environment, String id) {
		this.heard.add("started " + id);
	}

	@Override
	public void applied(Environment environment, String id, Duration duration) {
		this.heard.add("applied " + id);
	}

	@Override
	public void failed(Environment environment, String id, @Nullable Throwable error) {
		this.heard.add("failed " + id);
	}

	@Override
	public void finished(MigrationResult result, Duration duration) {
		this.heard.add("finished " + result.applied().size());
	}

	@Override
	public void progress(String id, long done, long total) {
		this.heard.add("progress " + id + " " + done + "/" + total);
	}

	@Override
	public void said(String id, String message) {
		this.heard.add("said " + id + " " + message);
	}

	@Override
	public void warned(String message) {
		this.heard.add("warned " + message);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
