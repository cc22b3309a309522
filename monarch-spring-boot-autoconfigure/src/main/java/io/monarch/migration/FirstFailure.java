package io.monarch.migration;

import com.mongodb.MongoException;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.Causes;
import org.jspecify.annotations.Nullable;

/**
 * What failed first in a transaction of this thread: an operation, or a method that takes
 * part in the transaction. The server answers all that follows a failed operation with
 * NoSuchTransaction, and Spring rolls back what such a method has thrown out of: code
 * that catches the first failure would hide the cause.
 */
final class FirstFailure implements AutoCloseable {

	private static final ThreadLocal<@Nullable FirstFailure> CURRENT = new ThreadLocal<>();

	/** Whether the command that was sent last is an operation of the transaction. */
	private boolean operation;

	private @Nullable MongoException failure;

	private @Nullable Throwable thrown;

	private FirstFailure() {
	}

	/**
	 * Begin to look at what this thread sends, until this is closed.
	 */
	static FirstFailure watch() {
		FirstFailure watched = new FirstFailure();
		CURRENT.set(watched);
		return watched;
	}

	/**
	 * Return the failure of MongoDB, or {@code null} where none was seen.
	 */
	@Nullable MongoException get() {
		if (this.failure != null || this.thrown == null) {
			return this.failure;
		}
		return Causes.find(this.thrown, MongoException.class);
	}

	/**
	 * Return the exception that a participating method has thrown, or {@code null} where
	 * none was seen.
	 */
	@Nullable Throwable thrown() {
		return this.thrown;
	}

	/**
	 * Note that a command is sent, on the thread that sends it.
	 */
	static void sent(CommandStartedEvent event) {
		FirstFailure watched = CURRENT.get();
		if (watched != null) {
			watched.operation = event.getCommand().containsKey("autocommit")
					&& !event.getCommandName().endsWith("Transaction");
		}
	}

	/**
	 * Tell whether the last command of this thread is one that has to be looked at.
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
	 * Note that a method that takes part in the transaction of this thread has thrown,
	 * which marks the transaction to be rolled back.
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
