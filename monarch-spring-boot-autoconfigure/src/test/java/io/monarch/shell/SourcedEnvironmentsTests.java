package io.monarch.shell;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.monarch.environment.EnvironmentTasks;
import io.monarch.environment.Environments;
import io.monarch.environment.LoadedEnvironments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.shell.core.command.CommandRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how commands see environments that sources define.
 */
class SourcedEnvironmentsTests {

	private final AtomicInteger asked = new AtomicInteger();

	private Map<String, MonarchException> failures = Map.of();

	private final Environments environments = Environments.withApplication(LoadedEnvironments.configured(
			List.of(CommandHarness.settings("dev", "mongodb://localhost:1/dogs", Protection.OPEN)), Map.of(),
			List.of()), "application", "monarch_migrations", Optional::empty, this::load);

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final CommandRegistry registry = new CommandRegistry(
			new HashSet<>(AdminCommands.create(services(), new SourceTree(List.of(Path.of("/nowhere")), ""))));

	/**
	 * One more each time.
	 */
	private LoadedEnvironments load() {
		int count = this.asked.incrementAndGet();
		return new LoadedEnvironments(IntStream.rangeClosed(1, count)
			.mapToObj((i) -> CommandHarness.settings("tenant-" + i, "mongodb://localhost:1/t" + i, Protection.OPEN))
			.toList(), List.of(), Map.of(), List.of(), this.failures);
	}

	private Services services() {
		return new Services(() -> this.environments, SourcedEnvironmentsTests::none, SourcedEnvironmentsTests::none,
				SourcedEnvironmentsTests::none, () -> new EnvironmentTasks(1, false), SourcedEnvironmentsTests::none,
				SourcedEnvironmentsTests::none, SourcedEnvironmentsTests::none, SourcedEnvironmentsTests::none,
				SourcedEnvironmentsTests::none, SourcedEnvironmentsTests::none, SourcedEnvironmentsTests::none,
				SourcedEnvironmentsTests::none, SourcedEnvironmentsTests::none, SourcedEnvironmentsTests::none);
	}

	private static <T> T none() {
		throw new IllegalStateException("is not needed");
	}

	@AfterEach
	void close() {
		this.environments.close();
	}

	@Test
	void eachCommandAsksTheSourcesOnce() {
		assertThat(run("list-environments")).isZero();
		assertThat(this.asked).hasValue(1);
		assertThat(this.out.toString()).contains("dev", "tenant-1").doesNotContain("tenant-2");
		assertThat(run("list-environments")).isZero();
		assertThat(this.asked).hasValue(2);
		assertThat(this.out.toString()).contains("tenant-2");
	}

	@Test
	void completionOffersEnvironmentsOfSources() {
		assertThat(AdminCommands.find(this.registry, "migrate").complete(List.of(), "")).containsExactly("dev",
				"tenant-1");
		assertThat(AdminCommands.find(this.registry, "copy-db").complete(List.of(), "")).containsExactly("dev:",
				"tenant-1:");
	}

	@Test
	void sourceThatFailsIsAWarning() {
		this.failures = Map.of("tenants", new MonarchException(Kind.FAILED, "The source 'tenants' failed.", "Fix it."));
		assertThat(run("list-environments")).isZero();
		assertThat(this.err.toString()).contains("Warning: The source 'tenants' failed. Fix it.");
		assertThat(run("migrate", "tenant-*")).isEqualTo(1);
		assertThat(this.err.toString()).contains("The source 'tenants' failed.");
	}

	private int run(String... words) {
		this.out.reset();
		this.err.reset();
		Console console = new Console(new ByteArrayInputStream(new byte[0]), new PrintStream(this.out, true),
				new PrintStream(this.err, true), false);
		return new MonarchShellRunner(this.registry, console, () -> this.environments, "dogs")
			.runAndReturnExitCode(List.of(words));
	}

}
