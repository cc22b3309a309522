package io.monarch.transfer;

import java.time.Duration;
import java.util.Set;

import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;

/**
 * Tells which failures of a server pass by themselves, and waits for that: an election
 * takes seconds, the restart of a server a minute.
 */
final class Retry {

	private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

	private static final long PAUSE_MILLIS = 250;

	/**
	 * Codes of the server for what a step-down, a restart or a lost cursor leads to:
	 * HostUnreachable, HostNotFound, CursorNotFound, NetworkTimeout, ShutdownInProgress,
	 * WriteConflict, QueryPlanKilled, PrimarySteppedDown, CursorKilled,
	 * ExceededTimeLimit, NotWritablePrimary, InterruptedAtShutdown,
	 * InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary.
	 */
	private static final Set<Integer> CODES = Set.of(6, 7, 43, 89, 91, 112, 175, 189, 237, 262, 10107, 11600, 11602,
			13435, 13436);

	private final Environment environment;

	private long failingSince;

	Retry(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Note that something succeeded, which renews the patience.
	 */
	void succeeded() {
		this.failingSince = 0;
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
		if (!passes(failure) || now - this.failingSince > PATIENCE_NANOS) {
			throw EnvironmentException.of(this.environment, failure);
		}
		Thread.sleep(PAUSE_MILLIS);
	}

	static boolean passes(int code) {
		return CODES.contains(code);
	}

	static boolean passes(MongoException failure) {
		return failure instanceof MongoSocketException || failure instanceof MongoNotPrimaryException
				|| failure instanceof MongoNodeIsRecoveringException || failure instanceof MongoCursorNotFoundException
				|| failure instanceof MongoTimeoutException || failure instanceof MongoConnectionPoolClearedException
				|| passes(failure.getCode());
	}

	/**
	 * Do something that can be done again, until it is done.
	 */
	void run(Runnable work) throws InterruptedException {
		while (true) {
			try {
				work.run();
				return;
			}
			catch (MongoException ex) {
				await(ex);
			}
		}
	}

}
