package io.monarch.transfer;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

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
	 * And for what somebody else who creates or drops the same leads to: NamespaceExists,
	 * CollectionUUIDMismatch.
	 */
	private static final Set<Integer> CODES = Set.of(6, 7, 43, 48, 89, 91, 112, 175, 189, 237, 262, 361, 10107, 11600,
			11602, 13435, 13436);

	private final Environment environment;

	private final boolean patient;

	private long failingSince;

	/**
	 * Create for work that has begun, which is worth waiting for.
	 */
	Retry(Environment environment) {
		this(environment, true);
	}

	private Retry(Environment environment, boolean patient) {
		this.environment = environment;
		this.patient = patient;
	}

	/**
	 * Create for the beginning: a lost connection is made again, but nobody waits any
	 * longer for a server that cannot be reached.
	 */
	static Retry atFirst(Environment environment) {
		return new Retry(environment, false);
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
		boolean unreachable = failure instanceof MongoTimeoutException && !this.patient;
		if (!passes(failure) || unreachable || now - this.failingSince > PATIENCE_NANOS) {
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
		var unused = call(() -> {
			work.run();
			return true;
		});
	}

	/**
	 * Ask for something that can be asked for again, until there is an answer.
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
