package io.monarch.environment;

import java.nio.channels.ClosedByInterruptException;

import com.mongodb.MongoInterruptedException;
import io.monarch.environment.MonarchException.Kind;

/**
 * The interruption of a thread, by which commands, startup and the loss of a lock cancel
 * work. This is the only class that clears the interrupted status of a thread.
 *
 * <p>
 * The driver, the S3 client and file locks refuse to work on an interrupted thread.
 * Recording and cleaning up is done while the interruption is deferred:
 * <pre class="code">
 * try (Interruption deferred = Interruption.defer()) {
 *     record();
 * }
 * </pre>
 */
public final class Interruption implements AutoCloseable {

	private boolean occurred;

	private Interruption(boolean occurred) {
		this.occurred = occurred;
	}

	/**
	 * Defer the interruption of this thread, if there is one, until {@link #close()}.
	 * @return the deferred interruption, which is restored when it is closed
	 */
	public static Interruption defer() {
		return new Interruption(Thread.interrupted());
	}

	/**
	 * Defer only an interruption that {@link #deferAlso(Throwable)} finds later.
	 * @return the deferred interruption, which is restored when it is closed
	 */
	public static Interruption deferLater() {
		return new Interruption(false);
	}

	/**
	 * Also defer an interruption that occurred in the meantime.
	 * @param failure what the work has thrown
	 * @return whether there was one
	 */
	public boolean deferAlso(Throwable failure) {
		boolean again = Thread.interrupted() || failure instanceof InterruptedException;
		this.occurred |= again;
		return again;
	}

	/**
	 * Drop the deferred interruption, since the work that it was for has ended.
	 */
	public void drop() {
		this.occurred = false;
	}

	@Override
	public void close() {
		if (this.occurred) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Clear the interrupted status of this thread, since the work that it was for has
	 * ended.
	 */
	public static void clear() {
		boolean unused = Thread.interrupted();
	}

	/**
	 * Tell whether this thread is interrupted, without clearing the status.
	 * @return whether it is
	 */
	public static boolean isPending() {
		return Thread.currentThread().isInterrupted();
	}

	/**
	 * Tell whether an interruption caused a failure.
	 * @param failure what was thrown
	 * @return whether it or one of its causes is an interruption
	 */
	public static boolean isCauseOf(Throwable failure) {
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof InterruptedException || cause instanceof MongoInterruptedException
					|| cause instanceof ClosedByInterruptException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Leave this thread interrupted, and create the exception for its cancelled work.
	 * @param action the state of things, or what to do next
	 * @param cause what was thrown
	 * @return the exception to throw
	 */
	public static MonarchException cancelled(String action, Throwable cause) {
		Thread.currentThread().interrupt();
		return new MonarchException(Kind.FAILED, "Cancelled.", action, cause);
	}

}
