package io.monarch.environment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EnvironmentTasks}, with work that uses no server.
 */
class EnvironmentTasksTests {

	private final List<String> ended = Collections.synchronizedList(new ArrayList<>());

	private final List<String> waitedFor = Collections.synchronizedList(new ArrayList<>());

	private final EnvironmentTasks.Listener<String> listener = new EnvironmentTasks.Listener<>() {

		@Override
		public void ended(EnvironmentOutcome<String> outcome) {
			EnvironmentTasksTests.this.ended.add(outcome.environment());
		}

		@Override
		public void cancelled(List<String> running) {
			EnvironmentTasksTests.this.waitedFor.addAll(running);
		}

	};

	@Test
	void worksOnAFewAtOnce() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch four = new CountDownLatch(4);
		EnvironmentOutcomes<String> outcomes = new EnvironmentTasks(4, false).run(environments(12), (environment) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			four.countDown();
			await(four);
			running.decrementAndGet();
			return environment.name();
		}, this.listener);
		assertThat(outcomes.results()).hasSize(12).startsWith("e1", "e2");
		assertThat(most).hasValue(4);
		assertThat(this.ended).hasSize(12);
	}

	@Test
	void failureStopsNoneOfTheOthers() {
		EnvironmentOutcomes<String> outcomes = new EnvironmentTasks(2, false).run(environments(5), (environment) -> {
			if (environment.name().equals("e2")) {
				throw new StackOverflowError("deep");
			}
			Thread.currentThread().interrupt(); // one that its work leaves behind
			return environment.name();
		}, this.listener);
		assertThat(outcomes.results()).containsExactly("e1", "e3", "e4", "e5");
		assertThat(outcomes.failed()).singleElement()
			.satisfies((failed) -> assertThat(failed.failure()).hasMessageContaining("Environment 'e2' (d2 on")
				.hasMessageContaining("deep"));
		assertThat(outcomes.cancelled()).isFalse();
	}

	@Test
	void failureStopsTheOthersWhereThatIsWanted() {
		EnvironmentOutcomes<String> outcomes = new EnvironmentTasks(1, true).run(environments(4), (environment) -> {
			if (environment.name().equals("e2")) {
				throw new IllegalStateException();
			}
			return environment.name();
		}, this.listener);
		assertThat(outcomes.results()).containsExactly("e1");
		assertThat(outcomes.notBegun()).containsExactly("e3", "e4");
	}

	@Test
	void interruptionStopsBetweenEnvironmentsAndLetsThoseThatRunEnd() {
		Thread caller = Thread.currentThread();
		CountDownLatch cancelled = new CountDownLatch(1);
		EnvironmentOutcomes<String> outcomes = new EnvironmentTasks(1, false).run(environments(4), (environment) -> {
			if (environment.name().equals("e2")) {
				caller.interrupt();
				await(cancelled);
			}
			return environment.name();
		}, new EnvironmentTasks.Listener<>() {

			@Override
			public void cancelled(List<String> running) {
				EnvironmentTasksTests.this.waitedFor.addAll(running);
				cancelled.countDown();
			}

		});
		assertThat(Thread.interrupted()).isTrue();
		assertThat(outcomes.cancelled()).isTrue();
		assertThat(outcomes.results()).containsExactly("e1", "e2");
		assertThat(outcomes.notBegun()).containsExactly("e3", "e4");
		assertThat(this.waitedFor).containsExactly("e2");
	}

	@Test
	void secondInterruptionInterruptsThoseThatRun() {
		Thread caller = Thread.currentThread();
		EnvironmentOutcomes<String> outcomes = new EnvironmentTasks(1, false).run(environments(2), (environment) -> {
			caller.interrupt();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("stopped", ex);
			}
			return "";
		}, new EnvironmentTasks.Listener<>() {

			@Override
			public void cancelled(List<String> running) {
				caller.interrupt();
			}

		});
		assertThat(Thread.interrupted()).isTrue();
		assertThat(outcomes.failed()).singleElement()
			.satisfies((failed) -> assertThat(failed.environment()).isEqualTo("e1"));
		assertThat(outcomes.notBegun()).containsExactly("e2");
	}

	@Test
	void environmentsThatAreTheSameDatabaseComeOneAfterTheOtherAndTheApplicationsOwnFirst() {
		AtomicInteger running = new AtomicInteger();
		List<Environment> environments = Environments
			.of(Stream.of("a", "b", "own", "c").map((name) -> settings(name, "same")).toList(), "own")
			.all();
		EnvironmentOutcomes<String> outcomes = new EnvironmentTasks(4, false).run(environments, (environment) -> {
			assertThat(running.incrementAndGet()).isEqualTo(1);
			running.decrementAndGet();
			return environment.name();
		}, this.listener);
		assertThat(outcomes.results()).containsExactly("a", "b", "own", "c");
		assertThat(this.ended).startsWith("own");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Environment> environments(int count) {
		return Environments
			.of(IntStream.rangeClosed(1, count).mapToObj((i) -> settings("e" + i, "d" + i)).toList(), "none")
			.all();
	}

	private static EnvironmentSettings settings(String name, String database) {
		return new EnvironmentSettings(name,
				MongoClientSettings.builder()
					.applyConnectionString(new ConnectionString("mongodb://localhost:1"))
					.build(),
				database, null);
	}

}
