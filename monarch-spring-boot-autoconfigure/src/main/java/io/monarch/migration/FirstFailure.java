package io.monarch.migration;

import com.mongodb.MongoException;
import com.mongodb.event.CommandStartedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The first operation that failed in a transaction of this thread. The server ends the
 * transaction then, and answers all that follows with NoSuchTransaction: code that
 * catches the first failure would hide the cause.
 */
final class FirstFailure implements AutoCloseable {

	private static final ThreadLocal<@Nullable FirstFailure> CURRENT = new ThreadLocal<>();

	/** Whether the command that was sent last is an operation of the transaction. */
	private boolean operation;

	private @Nullable MongoException failure;

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
	 * Return the failure, or {@code null} where none was seen.
	 */
	@Nullable MongoException get() {
		return this.failure;
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

	@Override
	public void close() {
		CURRENT.remove();
	}

}
