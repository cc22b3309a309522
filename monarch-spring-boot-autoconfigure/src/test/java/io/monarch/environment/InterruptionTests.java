package io.monarch.environment;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;

import com.mongodb.MongoInterruptedException;
import io.monarch.environment.MonarchException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InterruptionTests {

	@AfterEach
	void clear() {
		Interruption.clear();
	}

	@Test
	void deferWhenInterruptedInterruptsAgainOnClose() {
		Thread.currentThread().interrupt();
		try (Interruption deferred = Interruption.defer()) {
			assertThat(Interruption.isPending()).isFalse();
		}
		assertThat(Interruption.isPending()).isTrue();
	}

	@Test
	void deferWhenNotInterruptedDoesNotInterrupt() {
		try (Interruption deferred = Interruption.defer()) {
			assertThat(deferred.deferAlso(new IllegalStateException())).isFalse();
		}
		assertThat(Interruption.isPending()).isFalse();
	}

	@Test
	void deferAlsoWhenInterruptedMeanwhileInterruptsAgainOnClose() {
		try (Interruption deferred = Interruption.defer()) {
			Thread.currentThread().interrupt();
			assertThat(deferred.deferAlso(new IllegalStateException())).isTrue();
			assertThat(Interruption.isPending()).isFalse();
		}
		assertThat(Interruption.isPending()).isTrue();
	}

	@Test
	void deferAlsoWhenFailureIsAnInterruptionInterruptsAgainOnClose() {
		try (Interruption deferred = Interruption.defer()) {
			assertThat(deferred.deferAlso(new InterruptedException())).isTrue();
		}
		assertThat(Interruption.isPending()).isTrue();
	}

	@Test
	void deferLaterWhenInterruptedLeavesTheThreadInterrupted() {
		Thread.currentThread().interrupt();
		try (Interruption deferred = Interruption.deferLater()) {
			assertThat(Interruption.isPending()).isTrue();
		}
		assertThat(Interruption.isPending()).isTrue();
	}

	@Test
	void dropWhenInterruptedDoesNotInterruptAgain() {
		Thread.currentThread().interrupt();
		try (Interruption deferred = Interruption.defer()) {
			deferred.drop();
		}
		assertThat(Interruption.isPending()).isFalse();
	}

	@Test
	void isCauseOfWhenAnyCauseIsAnInterruptionIsTrue() {
		assertThat(Interruption.isCauseOf(new MongoInterruptedException("", null))).isTrue();
		assertThat(Interruption.isCauseOf(new RuntimeException(new InterruptedException()))).isTrue();
		assertThat(Interruption.isCauseOf(new UncheckedIOException(new ClosedByInterruptException()))).isTrue();
		assertThat(Interruption.isCauseOf(new RuntimeException(new IllegalStateException()))).isFalse();
	}

	@Test
	void isCauseOfWhenCausesAreCircularIsFalse() {
		RuntimeException first = new RuntimeException();
		RuntimeException second = new RuntimeException(first);
		first.initCause(second);
		assertThat(Interruption.isCauseOf(first)).isFalse();
	}

	@Test
	void cancelledInterruptsTheThread() {
		InterruptedException cause = new InterruptedException();
		MonarchException cancelled = Interruption.cancelled("Nothing was changed.", cause);
		assertThat(cancelled).hasMessage("Cancelled.").hasCause(cause);
		assertThat(cancelled.kind()).isEqualTo(Kind.FAILED);
		assertThat(cancelled.action()).isEqualTo("Nothing was changed.");
		assertThat(Interruption.isPending()).isTrue();
	}

}
