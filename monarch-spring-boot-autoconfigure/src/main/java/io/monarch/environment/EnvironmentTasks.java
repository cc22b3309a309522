package io.monarch.environment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.monarch.environment.MonarchException.Kind;

/**
 * Does the same work on several environments, a few at once. The application's own comes
 * first, alone. Environments that are the same database are processed one after the
 * other. A failure on one environment does not affect the others.
 */
public final class EnvironmentTasks {

	/**
	 * The time that running work may take after a cancellation before it is interrupted.
	 */
	private static final Duration GRACE = Duration.ofSeconds(10);

	private final int parallelism;

	private final boolean stopping;

	private final boolean callersThread;

	/**
	 * Create tasks.
	 * @param parallelism the number of environments to work on at once
	 * @param stopping whether a failure keeps the work from starting on further
	 * environments
	 */
	public EnvironmentTasks(int parallelism, boolean stopping) {
		this(parallelism, stopping, false);
	}

	private EnvironmentTasks(int parallelism, boolean stopping, boolean callersThread) {
		this.parallelism = parallelism;
		this.stopping = stopping;
		this.callersThread = callersThread;
	}

	/**
	 * Tell whether a failure ends the work.
	 * @return whether it begins on no other environment
	 */
	public boolean isStopping() {
		return this.stopping;
	}

	/**
	 * Return tasks that never stop at a failure, for work that only reads.
	 * @return the tasks
	 */
	public EnvironmentTasks reading() {
		return new EnvironmentTasks(this.parallelism, false, this.callersThread);
	}

	/**
	 * Return tasks that run one after the other on the calling thread.
	 * @return the tasks
	 */
	public EnvironmentTasks onCallersThread() {
		return new EnvironmentTasks(1, this.stopping, true);
	}

	/**
	 * Do work. If the calling thread is interrupted, no further work is started, and
	 * running work is interrupted if it takes too long.
	 * @param <T> what the work returns
	 * @param environments the environments
	 * @param work the work on one environment, which is called on several threads
	 * @param listener notified of the progress
	 * @return the outcome of each; an interrupted calling thread stays interrupted
	 */
	public <T> EnvironmentOutcomes<T> run(List<Environment> environments, Function<Environment, T> work,
			Listener<T> listener) {
		List<Environment> own = environments.stream().filter(Environment::isApplication).toList();
		Run<T> run = new Run<>(work, listener);
		List<Environment.Hold> holds = environments.stream().map(Environment::hold).toList();
		try {
			boolean together = own.isEmpty() || own.size() == environments.size();
			if (!together) {
				run.run(List.of(own));
			}
			run.run(DatabaseProtection.grouped(
					together ? environments : environments.stream().filter((each) -> !own.contains(each)).toList()));
		}
		finally {
			holds.forEach(Environment.Hold::close);
		}
		return run.outcomes(environments);
	}

	/**
	 * Is notified of the progress of the work, by one thread at a time.
	 *
	 * @param <T> what the work returns
	 */
	public interface Listener<T> {

		/**
		 * Called when the work on an environment has completed or failed.
		 * @param outcome the outcome
		 */
		default void ended(EnvironmentOutcome<T> outcome) {
		}

		/**
		 * Called when the work was cancelled, before waiting for running work.
		 * @param running the names of the environments on which work is running
		 */
		default void cancelled(List<String> running) {
		}

		/**
		 * Tell whether to start no further work.
		 * @return whether to stop
		 */
		default boolean isStopped() {
			return false;
		}

	}

	/**
	 * One run.
	 */
	private final class Run<T> {

		private final Function<Environment, T> work;

		private final Listener<T> listener;

		private final Map<Environment, EnvironmentOutcome<T>> outcomes = new HashMap<>();

		private final List<String> running = new ArrayList<>();

		private boolean cancelled;

		private boolean failed;

		Run(Function<Environment, T> work, Listener<T> listener) {
			this.work = work;
			this.listener = listener;
		}

		void run(List<List<Environment>> groups) {
			Queue<List<Environment>> left = new ConcurrentLinkedQueue<>(groups);
			int count = Math.min(EnvironmentTasks.this.parallelism, groups.size());
			if (EnvironmentTasks.this.callersThread) {
				drain(left);
				return;
			}
			List<Thread> threads = new ArrayList<>();
			for (int i = 1; i <= count; i++) {
				Thread thread = new Thread(() -> drain(left), "monarch-environments-" + i);
				thread.setDaemon(true);
				threads.add(thread);
				thread.start();
			}
			await(threads);
		}

		private void drain(Queue<List<Environment>> left) {
			for (List<Environment> group = left.poll(); group != null; group = left.poll()) {
				for (Environment environment : group) {
					if (!begin(environment)) {
						return;
					}
					EnvironmentOutcome<T> outcome = attempt(environment);
					if (!EnvironmentTasks.this.callersThread) {
						Interruption.clear(); // the interruption was for the work on this
												// environment
					}
					end(environment, outcome);
				}
			}
		}

		private synchronized boolean begin(Environment environment) {
			this.cancelled |= EnvironmentTasks.this.callersThread && Interruption.isPending();
			if (this.cancelled || (this.failed && EnvironmentTasks.this.stopping) || this.listener.isStopped()) {
				return false;
			}
			this.running.add(environment.name());
			return true;
		}

		private EnvironmentOutcome<T> attempt(Environment environment) {
			try {
				return EnvironmentOutcome.done(environment, this.work.apply(environment));
			}
			catch (Throwable ex) { // the other environments continue after any failure
				return EnvironmentOutcome.failed(environment.name(), explain(environment, ex));
			}
		}

		private synchronized void end(Environment environment, EnvironmentOutcome<T> outcome) {
			this.running.remove(environment.name());
			this.outcomes.put(environment, outcome);
			this.failed |= outcome.failure() != null;
			this.listener.ended(outcome);
		}

		private void await(List<Thread> threads) {
			Interruption interruption = Interruption.deferLater();
			try (interruption) {
				long deadline = 0;
				for (Thread thread : threads) {
					while (thread.isAlive()) {
						try {
							join(thread, threads, deadline);
						}
						catch (InterruptedException ex) {
							boolean unused = interruption.deferAlso(ex);
							if (cancel()) {
								threads.forEach(Thread::interrupt); // once more is enough
							}
							deadline = System.nanoTime() + GRACE.toNanos();
						}
					}
				}
			}
		}

		private void join(Thread thread, List<Thread> threads, long deadline) throws InterruptedException {
			if (deadline == 0) {
				thread.join();
				return;
			}
			long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (millis > 0) {
				thread.join(millis);
			}
			else {
				threads.forEach(Thread::interrupt);
				thread.join();
			}
		}

		/**
		 * Start no further work.
		 * @return whether it was cancelled before
		 */
		private synchronized boolean cancel() {
			boolean again = this.cancelled;
			this.cancelled = true;
			if (!again && !this.running.isEmpty()) {
				this.listener.cancelled(List.copyOf(this.running));
			}
			return again;
		}

		synchronized EnvironmentOutcomes<T> outcomes(List<Environment> environments) {
			return new EnvironmentOutcomes<>(environments.stream().map((each) -> {
				EnvironmentOutcome<T> known = this.outcomes.get(each);
				return (known != null) ? known : EnvironmentOutcome.<T>notBegun(each);
			}).toList(), this.cancelled);
		}

	}

	private static MonarchException explain(Environment environment, Throwable failure) {
		Throwable translated = (failure instanceof RuntimeException ex)
				? EnvironmentException.translate(environment, ex) : failure;
		if (translated instanceof MonarchException known) {
			return known;
		}
		return new MonarchException(Kind.FAILED,
				"Environment " + environment.description() + ": "
						+ FailureText.oneLine(FailureText.text(Causes.root(translated))),
				"See the log, fix the cause and run it again.", failure);
	}

}
