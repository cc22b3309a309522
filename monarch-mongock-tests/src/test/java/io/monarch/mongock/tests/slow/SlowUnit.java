package io.monarch.mongock.tests.slow;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;
import io.monarch.mongock.tests.Steps;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Runs until a test lets it end.
 */
@ChangeUnit(id = "slow", order = "1", author = "jane")
public class SlowUnit {

	/** Counted down when it runs. */
	public static volatile CountDownLatch running = new CountDownLatch(1);

	/** Counted down to let it end. */
	public static volatile CountDownLatch released = new CountDownLatch(1);

	@Execution
	public void execution(MongoTemplate mongo) throws InterruptedException {
		Steps.done(mongo.getDb(), "slow");
		running.countDown();
		if (!released.await(60, TimeUnit.SECONDS)) {
			throw new IllegalStateException("Not released");
		}
	}

	@RollbackExecution
	public void rollback() {
	}

}
