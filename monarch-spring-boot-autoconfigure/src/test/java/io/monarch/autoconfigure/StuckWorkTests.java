package io.monarch.autoconfigure;

import java.io.ByteArrayInputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.Console;
import org.junit.jupiter.api.AfterEach;
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
 * Tests for {@link StuckWork}.
 */
@ExtendWith(OutputCaptureExtension.class)
class StuckWorkTests {

	private static final MonarchException REASON = new MonarchException(Kind.FAILED, "The lock was lost.",
			"See the history.");

	private final IntConsumer exit = AdminMode.exit;

	private final BlockingQueue<Integer> exitCodes = new LinkedBlockingQueue<>();

	@AfterEach
	void restore() {
		AdminMode.exit = this.exit;
	}

	@Test
	void commandWhenItsWorkIsStuckEndsItsProcessAndSaysWhy(CapturedOutput output) throws Exception {
		AdminMode.exit = this.exitCodes::add;
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("admin", Map.of("io.monarch.admin-mode", "true")));
			Console console = new Console(new ByteArrayInputStream(new byte[0]), new PrintStream(System.out),
					new PrintStream(System.err), false);
			context.getBeanFactory().registerSingleton("monarchConsole", console);
			context.refresh();
			StuckWork.withoutLock(context).action().accept(REASON);
			assertThat(this.exitCodes.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
			assertThat(output.getErr()).contains("The lock was lost.").contains("See the history.");
			assertThat(output.getOut()).doesNotContain("The lock was lost.");
		}
	}

	@Test
	void applicationWhenItsWorkIsStuckIsNotAliveAndIsNotEnded(CapturedOutput output) {
		AdminMode.exit = this.exitCodes::add;
		List<Object> states = new ArrayList<>();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.addApplicationListener((ApplicationListener<AvailabilityChangeEvent<?>>) (event) -> states
				.add(((PayloadApplicationEvent<?>) event).getPayload()));
			context.refresh();
			StuckWork.withoutLock(context).action().accept(REASON);
			assertThat(states).containsExactly(LivenessState.BROKEN);
			assertThat(output).contains("The lock was lost. This process is to be ended");
			assertThat(this.exitCodes).isEmpty();
		}
	}

}
