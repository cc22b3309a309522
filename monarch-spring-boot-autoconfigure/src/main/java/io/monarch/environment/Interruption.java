package io.monarch.environment;

import java.nio.channels.ClosedByInterruptException;

import com.mongodb.MongoInterruptedException;
import io.monarch.environment.MonarchException.Kind;

/**
 * The interruption of a thread, which is how commands, starts and the loss of a lock
 * cancel work. This is the only place that takes it away from a thread.
 *
 * <p>
 * The driver, the client of S3 and locks of files refuse to work for an interrupted
 * thread. What has to be recorded or cleaned up nevertheless is done while the
 * interruption is deferred: <pre class="code">
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
	 * @return what interrupts the thread again when it is closed
	 */
	public static Interruption defer() {
		return new Interruption(Thread.interrupted());
	}

	/**
	 * Defer nothing yet, and only what {@link #deferAlso(Throwable)} finds.
	 * @return what interrupts the thread again when it is closed
	 */
	public static Interruption deferLater() {
		return new Interruption(false);
	}

	/**
	 * Defer an interruption that has come meanwhile, too.
	 * @param failure what the work has thrown
	 * @return whether there was one
	 */
	public boolean deferAlso(Throwable failure) {
		boolean again = Thread.interrupted() || failure instanceof InterruptedException;
		this.occurred |= again;
		return again;
	}

	/**
	 * Drop what is deferred: what it was for is over.
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
	 * Take the interruption away from this thread: it was for work that is over.
	 */
	public static void clear() {
		boolean unused = Thread.interrupted();
	}

	/**
	 * Tell whether this thread is interrupted, and leave it so.
	 * @return whether it is
	 */
	public static boolean isPending() {
		return Thread.currentThread().isInterrupted();
	}

	/**
	 * Tell a failure that an interruption has caused from others.
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
	 * Leave this thread interrupted, and return what its work ends with.
	 * @param action what is true now, or what to do next
	 * @param cause what was thrown
	 * @return the exception to throw
	 */
	public static MonarchException cancelled(String action, Throwable cause) {
		Thread.currentThread().interrupt();
		return new MonarchException(Kind.FAILED, "Cancelled.", action, cause);
	}

}
