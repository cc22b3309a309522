package io.monarch.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import com.mongodb.MongoException;

/**
 * Asks a server again while it holds an election, which is no fault of what is tested.
 */
final class Patience {

	private static final Duration MOST = Duration.ofSeconds(60);

	private Patience() {
	}

	static <T> T retry(Supplier<T> question) {
		long start = System.nanoTime();
		while (true) {
			try {
				return question.get();
			}
			catch (MongoException ex) {
				if (System.nanoTime() - start > MOST.toNanos()) {
					throw ex;
				}
			}
			LockSupport.parkNanos(200_000_000);
		}
	}

}
