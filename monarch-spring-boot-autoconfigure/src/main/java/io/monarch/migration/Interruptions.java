package io.monarch.migration;

import java.nio.channels.ClosedByInterruptException;

import com.mongodb.MongoInterruptedException;

/**
 * Tells failures that an interruption of the thread has caused from others.
 */
final class Interruptions {

	private Interruptions() {
	}

	static boolean isInterruption(Throwable failure) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < 100; cause = cause.getCause(), depth++) {
			if (cause instanceof InterruptedException || cause instanceof MongoInterruptedException
					|| cause instanceof ClosedByInterruptException) {
				return true;
			}
		}
		return false;
	}

}
