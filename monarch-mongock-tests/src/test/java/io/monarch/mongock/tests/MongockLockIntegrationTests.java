package io.monarch.mongock.tests;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.mongock.driver.api.lock.LockCheckException;
import io.monarch.mongock.tests.slow.SlowUnit;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Starts the previous version of an application, with Mongock itself, while Monarch runs
 * its change units.
 */
@RealMongo
class MongockLockIntegrationTests {

	private static final String PACKAGE = "io.monarch.mongock.tests.slow";

	@Test
	void mongockWaitsForMonarchAsForAnotherMongockAndRunsNothingTwice(TestDatabase database) throws Exception {
		Application monarch = Application.monarch(getClass().getClassLoader(), PACKAGE);
		CompletableFuture<Void> migrated = CompletableFuture.runAsync(() -> monarch.run(database));
		assertThat(SlowUnit.running.await(60, TimeUnit.SECONDS)).isTrue();
		assertThatThrownBy(() -> mongock().with("mongock.lock-quit-trying-after-millis=600")
			.with("mongock.lock-try-frequency-millis=501")
			.run(database)).hasRootCauseInstanceOf(LockCheckException.class);
		assertThat(steps(database)).containsExactly("slow");
		SlowUnit.released.countDown();
		migrated.get(60, TimeUnit.SECONDS);
		assertThat(database.collection("mongockLock").countDocuments()).isZero();
		mongock().run(database);
		assertThat(steps(database)).containsExactly("slow");
	}

	private Application mongock() {
		return Application.mongock(getClass().getClassLoader(), PACKAGE);
	}

	private static List<String> steps(TestDatabase database) {
		return Steps.of(database.database());
	}

}
