package io.monarch.migration;

import com.mongodb.MongoException;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.Causes;
import org.jspecify.annotations.Nullable;

/**
 * The first failure in a transaction of this thread: of an operation, or of a method that
 * participates in the transaction. After a failed operation, the server replies to all
 * others with NoSuchTransaction. After an exception of such a method, Spring rolls the
 * transaction back. Code that catches the first failure would hide the cause.
 */
final class FirstFailure implements AutoCloseable {

	private static final ThreadLocal<@Nullable FirstFailure> CURRENT = new ThreadLocal<>();

	/** Whether the last command was an operation of the transaction. */
	private boolean operation;

	private @Nullable MongoException failure;

	private @Nullable Throwable thrown;

	private FirstFailure() {
	}

	/**
	 * Start to watch the commands of this thread, until this is closed.
	 */
	static FirstFailure watch() {
		FirstFailure watched = new FirstFailure();
		CURRENT.set(watched);
		return watched;
	}

	/**
	 * Return the failure of MongoDB, or {@code null} if there was none.
	 */
	@Nullable MongoException get() {
		if (this.failure != null || this.thrown == null) {
			return this.failure;
		}
		return Causes.find(this.thrown, MongoException.class);
	}

	/**
	 * Return the exception of a participating method, or {@code null} if there was none.
	 */
	@Nullable Throwable thrown() {
		return this.thrown;
	}

	/**
	 * Note a command, on the thread that sends it.
	 */
	static void sent(CommandStartedEvent event) {
		FirstFailure watched = CURRENT.get();
		if (watched != null) {
			watched.operation = event.getCommand().containsKey("autocommit")
					&& !event.getCommandName().endsWith("Transaction");
		}
	}

	/**
	 * Tell whether the last command of this thread has to be checked.
	 */
	static boolean isLookedFor() {
		FirstFailure watched = CURRENT.get();
		return watched != null && watched.operation && watched.failure == null;
	}

	/**
	 * Note that the last command of this thread has failed.
	 */
	static void note(MongoException failure) {
		FirstFailure watched = CURRENT.get();
		if (watched != null) {
			watched.failure = failure;
		}
	}

	/**
	 * Note that a method that participates in the transaction of this thread has thrown,
	 * which marks the transaction for rollback.
	 */
	static void noteThrown(Throwable failure) {
		FirstFailure watched = CURRENT.get();
		if (watched != null && watched.thrown == null) {
			watched.thrown = failure;
		}
	}

	@Override
	public void close() {
		CURRENT.remove();
	}

}
