package io.monarch.actuate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A value that is read from a server from time to time, on a separate thread, so that a
 * caller never waits long and the server is not queried often.
 *
 * @param <T> the type of the value
 */
final class Reading<T> {

	private final Supplier<T> source;

	private final long lifetimeNanos;

	private @Nullable CompletableFuture<T> latest;

	private long begunAt;

	private @Nullable T known;

	/**
	 * Create a reading.
	 * @param source reads the value
	 * @param lifetime the time for which the value is cached
	 */
	Reading(Supplier<T> source, Duration lifetime) {
		this.source = source;
		this.lifetimeNanos = lifetime.toNanos();
	}

	/**
	 * Return the cached value, or wait for a new one.
	 * @param patience the time to wait
	 * @return the value, the last known value, or empty if none was ever read
	 * @throws RuntimeException if reading it failed
	 */
	Optional<T> get(Duration patience) {
		try {
			return Optional.of(latest().get(patience.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (TimeoutException ex) {
			return known();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return known();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(ex.getCause());
		}
	}

	private synchronized Optional<T> known() {
		return Optional.ofNullable(this.known);
	}

	private synchronized void know(T value) {
		this.known = value;
	}

	private synchronized CompletableFuture<T> latest() {
		CompletableFuture<T> current = this.latest;
		if (current == null || (current.isDone() && System.nanoTime() - this.begunAt > this.lifetimeNanos)) {
			current = new CompletableFuture<>();
			this.latest = current;
			this.begunAt = System.nanoTime();
			begin(current);
		}
		return current;
	}

	private void begin(CompletableFuture<T> reading) {
		Thread thread = new Thread(() -> {
			try {
				T value = this.source.get();
				know(value);
				reading.complete(value);
			}
			catch (Throwable ex) {
				reading.completeExceptionally(ex);
			}
		}, "monarch-actuate");
		thread.setDaemon(true);
		thread.start();
	}

}
