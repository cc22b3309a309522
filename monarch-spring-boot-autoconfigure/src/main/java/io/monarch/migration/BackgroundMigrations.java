package io.monarch.migration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.monarch.batch.FailedDocumentException;
import io.monarch.environment.Causes;
import io.monarch.environment.CleanLog;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Runs the migrations of an application that run in the background, on a thread of its
 * own. Where several instances of an application do this, one of them holds the lock, and
 * the others take over if it ends.
 */
public final class BackgroundMigrations implements AutoCloseable {

	private static final CleanLog logger = CleanLog.of(BackgroundMigrations.class);

	private static final Duration POLL = Duration.ofSeconds(1);

	private static final Duration FIRST_RETRY = Duration.ofSeconds(5);

	private static final Duration LAST_RETRY = Duration.ofMinutes(5);

	private final MigrationRunner runner;

	private final CountDownLatch closed = new CountDownLatch(1);

	private @Nullable Thread thread;

	/**
	 * Create them, not started yet.
	 * @param runner the runner of the migrations
	 */
	public BackgroundMigrations(MigrationRunner runner) {
		this.runner = runner;
	}

	/**
	 * Start to run what is pending. Does nothing if it was started before, or if no
	 * migration runs in the background.
	 * @param environments the environments
	 */
	public synchronized void start(List<Environment> environments) {
		List<Environment> concerned = environments.stream()
			.filter(this.runner.migrations().beans()::isAnyInBackground)
			.toList();
		if (this.thread != null || concerned.isEmpty()) {
			return;
		}
		this.thread = new Thread(() -> run(concerned), "monarch-background");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void run(List<Environment> environments) {
		Queue<Environment> left = new ArrayDeque<>(environments);
		try {
			while (!left.isEmpty() && !this.runner.isShutDown()) {
				Environment environment = left.remove();
				if (!run(environment)) {
					left.add(environment);
					if (isClosedWithin(POLL)) { // it is paused
						return;
					}
				}
			}
		}
		catch (InterruptedException ex) {
			// The application is closing, and the next start continues.
		}
	}

	/**
	 * Run what is pending on an environment. A failure that the next attempt can
	 * overcome, such as a server that does not answer, must not need a person.
	 * @return whether it is done, or needs a decision
	 */
	private boolean run(Environment environment) throws InterruptedException {
		for (Duration wait = FIRST_RETRY;; wait = longer(wait)) {
			try {
				return this.runner.runInBackground(environment, new LoggingMigrationListener(), new ArrayList<>());
			}
			catch (RuntimeException ex) {
				if (this.runner.isShutDown()) {
					return true;
				}
				boolean again = !isDecisionNeeded(ex) && isToBeTriedAgain(environment);
				logger.error("Migrations in the background of environment '" + environment.name() + "' have stopped"
						+ (again ? ", and continue in " + wait.toSeconds() + " s" : "") + ": " + ex.getMessage()
						+ ((ex instanceof MonarchException known) ? " " + known.action() : ""));
				if (!again) {
					return true;
				}
			}
			if (isClosedWithin(wait)) {
				return true;
			}
		}
	}

	private boolean isClosedWithin(Duration wait) throws InterruptedException {
		return this.closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Start nothing more. The runner stops what is running.
	 */
	@Override
	public void close() {
		this.closed.countDown();
	}

	/**
	 * Tell whether another attempt would fail in the same way: because of a document, or
	 * of what the migration says.
	 */
	private static boolean isDecisionNeeded(RuntimeException failure) {
		return Causes.find(failure, FailedDocumentException.class) != null
				|| (failure instanceof MonarchException known && known.kind() == Kind.BAD_INPUT);
	}

	private boolean isToBeTriedAgain(Environment environment) {
		try {
			return !this.runner.migrations().pendingInBackground(environment).isEmpty();
		}
		catch (RuntimeException ex) {
			return true; // the server does not answer
		}
	}

	private static Duration longer(Duration wait) {
		Duration doubled = wait.multipliedBy(2);
		return (doubled.compareTo(LAST_RETRY) < 0) ? doubled : LAST_RETRY;
	}

}
