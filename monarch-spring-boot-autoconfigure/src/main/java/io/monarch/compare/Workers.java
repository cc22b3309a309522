package io.monarch.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * Runs work in threads. The first failure stops all of it.
 */
final class Workers {

	private Workers() {
	}

	/**
	 * Run all work, and wait until it has ended.
	 * @param threads the number of threads
	 * @throws InterruptedException if this thread was interrupted, or the work was
	 */
	static void run(List<Work> all, int threads) throws InterruptedException {
		if (all.isEmpty()) {
			return;
		}
		ExecutorService executor = Executors.newFixedThreadPool(threads, (task) -> {
			Thread thread = new Thread(task, "monarch-compare");
			thread.setDaemon(true);
			return thread;
		});
		ExecutorCompletionService<Boolean> completed = new ExecutorCompletionService<>(executor);
		try {
			List<Future<Boolean>> futures = new ArrayList<>();
			all.forEach((each) -> futures.add(completed.submit(() -> {
				each.run();
				return true;
			})));
			for (int i = 0; i < futures.size(); i++) {
				boolean unused = completed.take().get();
			}
		}
		catch (ExecutionException ex) {
			throw failure(Objects.requireNonNull(ex.getCause()));
		}
		finally {
			executor.shutdownNow();
			awaitEnd(executor);
		}
	}

	/**
	 * Wait for all threads, even if this one is interrupted: none may use what is closed
	 * next.
	 */
	private static void awaitEnd(ExecutorService executor) {
		boolean interrupted = false;
		while (!executor.isTerminated()) {
			try {
				boolean unused = executor.awaitTermination(1, TimeUnit.MINUTES);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static RuntimeException failure(Throwable cause) throws InterruptedException {
		if (cause instanceof InterruptedException interrupted) {
			throw interrupted;
		}
		if (cause instanceof RuntimeException failure) {
			return failure;
		}
		if (cause instanceof Error error) {
			throw error;
		}
		return new MonarchException(Kind.FAILED, "The comparison stopped: " + cause, "Run it again.", cause);
	}

	/**
	 * The work of a thread.
	 */
	@FunctionalInterface
	interface Work {

		void run() throws InterruptedException;

	}

}
