package io.monarch.transfer;

import java.time.Duration;
import java.util.function.Supplier;

import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoTimeoutException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;

/**
 * Waits for transient failures of a server to pass: an election takes seconds, a restart
 * a minute.
 */
final class Retry {

	private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

	private static final long PAUSE_MILLIS = 250;

	/** The longest pause if the server is overloaded. */
	private static final long LONG_PAUSE_MILLIS = 5000;

	/** The number of times that the same work may exceed the server's time limit. */
	private static final int TIME_LIMITS = 5;

	private final Environment environment;

	private final boolean patient;

	private long failingSince;

	private int timeLimits;

	private long pause = PAUSE_MILLIS;

	/**
	 * Create for work that has begun, so that it is worth waiting.
	 */
	Retry(Environment environment) {
		this(environment, true);
	}

	private Retry(Environment environment, boolean patient) {
		this.environment = environment;
		this.patient = patient;
	}

	/**
	 * Create for the beginning: a lost connection is reopened, but there is no further
	 * wait for an unreachable server.
	 */
	static Retry atFirst(Environment environment) {
		return new Retry(environment, false);
	}

	/**
	 * Note a success, which resets the time limit.
	 */
	void succeeded() {
		this.failingSince = 0;
		this.timeLimits = 0;
		this.pause = PAUSE_MILLIS;
	}

	/**
	 * Wait for a failure to pass.
	 * @param failure what the driver threw
	 * @throws EnvironmentException if it does not pass, or has not passed for too long
	 * @throws InterruptedException if the transfer was cancelled
	 */
	void await(MongoException failure) throws InterruptedException {
		if (failure instanceof MongoInterruptedException) {
			throw new InterruptedException();
		}
		long now = System.nanoTime();
		if (this.failingSince == 0) {
			this.failingSince = now;
		}
		if (!isWorthWaiting(failure) || now - this.failingSince > PATIENCE_NANOS) {
			throw EnvironmentException.of(this.environment, failure);
		}
		Thread.sleep(this.pause);
		if (TransientErrors.isOverload(failure)) {
			this.pause = Math.min(this.pause * 2, LONG_PAUSE_MILLIS);
		}
	}

	private boolean isWorthWaiting(MongoException failure) {
		if (TransientErrors.isTimeLimit(failure) && ++this.timeLimits > TIME_LIMITS) {
			return false;
		}
		return passes(failure) && (this.patient || !(failure instanceof MongoTimeoutException));
	}

	static boolean passes(int code) {
		return TransientErrors.contain(code);
	}

	static boolean passes(MongoException failure) {
		return TransientErrors.contain(failure);
	}

	/**
	 * Do idempotent work until it succeeds.
	 */
	void run(Runnable work) throws InterruptedException {
		var unused = call(() -> {
			work.run();
			return true;
		});
	}

	/**
	 * Repeat a query until there is a reply.
	 */
	<T> T call(Supplier<T> question) throws InterruptedException {
		while (true) {
			try {
				T answer = question.get();
				succeeded();
				return answer;
			}
			catch (MongoException ex) {
				await(ex);
			}
		}
	}

}
