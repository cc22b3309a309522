package io.monarch.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.testsupport.QuietOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StuckWorkTermination}.
 */
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class StuckWorkTerminationTests {

	private static final MonarchException REASON = new MonarchException(Kind.FAILED, "The lock was lost.",
			"See the history.");

	private final IntConsumer exit = AdminMode.exit;

	private final IntConsumer halt = AdminMode.halt;

	private final BlockingQueue<Integer> exitCodes = new LinkedBlockingQueue<>();

	private final BlockingQueue<Integer> halted = new LinkedBlockingQueue<>();

	@BeforeEach
	void replace() {
		AdminMode.exit = this.exitCodes::add;
		AdminMode.halt = this.halted::add;
	}

	@AfterEach
	void restore() {
		AdminMode.exit = this.exit;
		AdminMode.halt = this.halt;
	}

	@Test
	void commandWhenItsWorkIsStuckEndsItsProcessAndSaysWhy(CapturedOutput output) throws Exception {
		try (GenericApplicationContext context = admin()) {
			StuckWorkTermination.withoutLock(context).action().accept(REASON);
			assertThat(this.exitCodes.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
			assertThat(output.getErr()).contains("The lock was lost.").contains("See the history.");
			assertThat(output.getOut()).doesNotContain("The lock was lost.");
		}
	}

	@Test
	void commandWhenItsProcessDoesNotEndIsHalted() throws Exception {
		CountDownLatch hook = new CountDownLatch(1);
		AdminMode.exit = (code) -> {
			try {
				hook.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
		try (GenericApplicationContext context = admin()) {
			StuckWorkTermination.withoutLock(context).action().accept(REASON);
			assertThat(this.halted.poll(60, TimeUnit.SECONDS)).isEqualTo(1);
		}
		finally {
			hook.countDown();
		}
	}

	private static GenericApplicationContext admin() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("admin", Map.of("io.monarch.admin-mode", "true")));
		context.refresh();
		return context;
	}

	@Test
	void applicationWhenItsWorkIsStuckIsNotAliveAndIsNotEnded(CapturedOutput output) {
		List<Object> states = new ArrayList<>();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.addApplicationListener((ApplicationListener<AvailabilityChangeEvent<?>>) (event) -> states
				.add(((PayloadApplicationEvent<?>) event).getPayload()));
			context.refresh();
			StuckWorkTermination.withoutLock(context).action().accept(REASON);
			assertThat(states).containsExactly(LivenessState.BROKEN);
			assertThat(output).contains("The lock was lost. The work was interrupted. End this process");
			assertThat(this.exitCodes).isEmpty();
		}
	}

}
