package io.monarch.migration;

import java.time.Duration;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.monarch.environment.Causes;
import io.monarch.environment.Environment;
import io.monarch.environment.FailureText;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.transaction.UnexpectedRollbackException;

/**
 * Decides after each attempt of a transaction whether another one can succeed.
 */
final class TransactionRetries {

	static final Duration LIMIT = Duration.ofMinutes(2);

	private static final int NO_SUCH_TRANSACTION = 251;

	private static final int EXCEEDED_LIFETIME = 290;

	private static final int TOO_LARGE_FOR_CACHE = 388;

	/** The message of WiredTiger, in versions that have no code for it. */
	private static final String EVICTED = "rolled back for eviction";

	/** More than this number of primaries do not step down during one transaction. */
	private static final int MAXIMUM_LOST = 2;

	private static final int MAXIMUM_EVICTED = 1;

	private final Environment environment;

	private final long start = System.nanoTime();

	private int lost;

	private int evicted;

	private final Duration patience;

	/**
	 * Create the retries of one transaction.
	 * @param patience how long it is retried
	 */
	TransactionRetries(Environment environment, Duration patience) {
		this.environment = environment;
		this.patience = patience;
	}

	/**
	 * Return if another attempt can succeed.
	 * @param failure the failure of the attempt
	 * @param watched the first failure in it, if that is known
	 * @param took its duration
	 * @throws Exception the failure, or one that explains its cause
	 */
	void afterFailure(Exception failure, FirstFailure watched, Duration took) throws Exception {
		MongoException first = watched.get();
		MongoException cause = (first != null) ? first : Causes.find(failure, MongoException.class);
		if (cause == null || !((first != null) ? isTransientOperation(first) : isTransient(failure))) {
			throw explain(failure, watched);
		}
		refuseExpired(cause, took);
		refuseTooLarge(cause);
		if (cause.getCode() == NO_SUCH_TRANSACTION && this.lost++ == MAXIMUM_LOST) {
			throw new TransactionFailedException("The server has ended the transaction " + this.lost
					+ " times. It does so when an operation of a transaction fails: let the migration propagate the "
					+ "exceptions of its operations instead of catching them (" + message(cause) + ")", cause);
		}
		if (System.nanoTime() - this.start > this.patience.toNanos()) {
			throw explain(failure, watched);
		}
	}

	/**
	 * Return the first failure if the exception is only a consequence of it.
	 */
	private static Exception explain(Exception failure, FirstFailure watched) {
		MongoException first = watched.get();
		if (failure instanceof UnexpectedRollbackException) {
			return explainRollback(failure, (watched.thrown() != null) ? watched.thrown() : first);
		}
		MongoException last = Causes.find(failure, MongoException.class);
		if (first == null || (last != null && last.getCode() == first.getCode())) {
			return failure;
		}
		if (last == null || last.getCode() != NO_SUCH_TRANSACTION) {
			failure.addSuppressed(first);
			return failure;
		}
		return new TransactionFailedException("An operation of the transaction failed, which ends the transaction, but "
				+ "the migration went on: " + message(first), first);
	}

	/**
	 * Explain why Spring rolls the transaction back although the migration returned.
	 */
	private static Exception explainRollback(Exception failure, @Nullable Throwable first) {
		if (first == null) {
			return new TransactionFailedException("Code that takes part in the transaction has marked it for "
					+ "rollback (@Transactional, TransactionTemplate or setRollbackOnly()), but the migration went "
					+ "on. Let the migration propagate the exceptions of that code", failure);
		}
		String what = (first instanceof MongoException mongo) ? message(mongo) : FailureText.text(first);
		return new TransactionFailedException("Code that takes part in the transaction failed, which ends the "
				+ "transaction, but the migration went on: " + what, first);
	}

	/**
	 * Refuse a transaction that takes longer than the server allows, since each attempt
	 * would.
	 */
	private void refuseExpired(MongoException cause, Duration took) {
		boolean ended = cause.getCode() == NO_SUCH_TRANSACTION || cause.getCode() == EXCEEDED_LIFETIME;
		if (!ended) {
			return;
		}
		Duration lifetime = lifetime();
		if (cause.getCode() == EXCEEDED_LIFETIME || took.compareTo(lifetime) >= 0) {
			throw new TransactionFailedException("The transaction was open for " + seconds(took)
					+ ", but the server ends one after " + seconds(lifetime)
					+ " (its parameter transactionLifetimeLimitSeconds): do less in one migration, or make it "
					+ "restartable instead of transactional (" + message(cause) + ")", cause);
		}
	}

	private void refuseTooLarge(MongoException cause) {
		boolean noRoom = cause.getCode() == TOO_LARGE_FOR_CACHE || message(cause).contains(EVICTED);
		if (noRoom && this.evicted++ == MAXIMUM_EVICTED) {
			throw new TransactionFailedException("The transaction changes more than the server's cache can hold: do "
					+ "less in one migration, or make it restartable instead of transactional (" + message(cause) + ")",
					cause);
		}
	}

	/**
	 * Query the limit. The default of one minute applies if the server does not report
	 * it: a router does not, and not every user may query it.
	 */
	private Duration lifetime() {
		try {
			Document answer = this.environment.client()
				.getDatabase("admin")
				.runCommand(new Document("getParameter", 1).append("transactionLifetimeLimitSeconds", 1));
			if (answer.get("transactionLifetimeLimitSeconds") instanceof Number seconds) {
				return Duration.ofSeconds(seconds.longValue());
			}
		}
		catch (MongoException ex) {
			// the default, then
		}
		return Duration.ofMinutes(1);
	}

	/**
	 * The driver labels a failed connection only after it has notified listeners.
	 */
	private static boolean isTransientOperation(MongoException failure) {
		return isTransient(failure) || failure instanceof MongoSocketException
				|| failure instanceof MongoTimeoutException;
	}

	private static boolean isTransient(Throwable failure) {
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof MongoException mongo
					&& mongo.hasErrorLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL)) {
				return true;
			}
		}
		return false;
	}

	private static String message(MongoException failure) {
		String message = String.valueOf(failure.getMessage());
		int fullResponse = message.indexOf(". The full response is");
		return (fullResponse < 0) ? message : message.substring(0, fullResponse);
	}

	private static String seconds(Duration duration) {
		return duration.toSeconds() + " s";
	}

}
