package io.monarch.actuate;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Reading}.
 */
class ReadingTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final AtomicInteger reads = new AtomicInteger();

	@Test
	void getWithinTheLifetimeReadsOnce() {
		Reading<Integer> reading = new Reading<>(this.reads::incrementAndGet, LONG);
		assertThat(reading.get(LONG)).contains(1);
		assertThat(reading.get(LONG)).contains(1);
	}

	@Test
	void getAfterTheLifetimeReadsAgain() {
		Reading<Integer> reading = new Reading<>(this.reads::incrementAndGet, Duration.ZERO);
		assertThat(reading.get(LONG)).contains(1);
		assertThat(reading.get(LONG)).contains(2);
	}

	@Test
	void getWhenTheSourceHangsReturnsWhatWasKnownAndAsksNoMore() {
		CountDownLatch released = new CountDownLatch(1);
		Reading<Integer> reading = new Reading<>(() -> {
			int read = this.reads.incrementAndGet();
			if (read > 1) {
				await(released);
			}
			return read;
		}, Duration.ZERO);
		assertThat(reading.get(LONG)).contains(1);
		assertThat(reading.get(Duration.ofMillis(10))).contains(1);
		assertThat(reading.get(Duration.ofMillis(10))).contains(1);
		Awaitility.await().untilAsserted(() -> assertThat(this.reads).as("its thread has begun").hasValue(2));
		assertThat(reading.get(Duration.ofMillis(10))).contains(1);
		assertThat(this.reads).as("the one that hangs is the last").hasValue(2);
		released.countDown();
		// Or 3, where the second has ended before it is asked for.
		assertThat(reading.get(LONG).orElseThrow()).isBetween(2, 3);
	}

	@Test
	void getWhenNothingIsKnownYetIsEmpty() {
		CountDownLatch released = new CountDownLatch(1);
		Reading<Boolean> reading = new Reading<>(() -> await(released), LONG);
		assertThat(reading.get(Duration.ofMillis(10))).isEmpty();
		released.countDown();
		assertThat(reading.get(LONG)).contains(true);
	}

	@Test
	void getWhenReadingFailsThrowsWhatItThrew() {
		Reading<Integer> reading = new Reading<>(() -> {
			throw new IllegalStateException("boom");
		}, LONG);
		assertThatIllegalStateException().isThrownBy(() -> reading.get(LONG)).withMessage("boom");
	}

	private static boolean await(CountDownLatch latch) {
		try {
			latch.await();
			return true;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
