package io.monarch.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

import io.monarch.environment.Protection;
import io.monarch.testsupport.QuietOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandExecutor;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.core.command.DefaultCommandParser;
import org.springframework.shell.core.command.ExitStatus;
import org.springframework.shell.core.command.Help;
import org.springframework.shell.core.command.completion.CompletionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AdminCommand} in the shell of an application that is one of Spring
 * Shell, with its parser and its executor.
 */
@ExtendWith({ QuietOutput.class, OutputCaptureExtension.class })
class ApplicationShellTests {

	private final CommandHarness shell = new CommandHarness(
			List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN)), Path.of("."));

	private final CommandRegistry registry = this.shell.registry;

	private final StringWriter result = new StringWriter();

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@Test
	void commandRuns() {
		assertThat(run("list-environments --output json")).isEqualTo(ExitStatus.OK);
		assertThat(this.result.toString()).startsWith("[{\"name\":\"dev\"");
		assertThat(run("list_environments --output=json").code()).isZero();
		assertThat(run("list-environments -h").code()).isZero();
		assertThat(this.result.toString()).contains("Exit codes:\n  0  done");
	}

	@Test
	void badInputIsReportedOnceAndGivesItsExitCode(CapturedOutput output) {
		assertThat(run("list-migrations nowhere").code()).isEqualTo(2);
		assertThat(output.getErr()).contains("There is no environment 'nowhere'").doesNotContain("\tat ");
		assertThat(run("list-environments --bogus=x").code()).isEqualTo(2);
		assertThat(output.getErr()).contains("has no option --bogus");
		assertThat(run("mark 1 dev --as \"no such\"").code()).isEqualTo(2);
		assertThat(output.getErr()).contains(", not 'no such'");
		assertThat(run("migrate --dry-run dev").code()).isEqualTo(2);
		assertThat(output.getErr()).contains("--dry-run takes no value, but was given 'dev'");
	}

	@Test
	void helpOfSpringShellKnowsTheCommands() {
		this.registry.registerCommand(new Help());
		for (String command : List.of("help", "help mark", "help migrate", "help init")) {
			assertThat(run(command)).isEqualTo(ExitStatus.OK);
		}
		assertThat(this.result.toString()).contains("list-migrations", "--as", "--dry-run");
	}

	@Test
	void argumentsAreCompleted() {
		AdminCommand command = AdminCommands.find(this.registry, "migrate");
		assertThat(command.getCompletionProvider()
			.apply(new CompletionContext(List.of("migrate", ""), 1, 0, command, null))).singleElement()
			.hasToString("dev");
		assertThat(
				command.getCompletionProvider().apply(new CompletionContext(List.of("migrate"), 0, 0, command, null)))
			.isEmpty();
	}

	private ExitStatus run(String line) {
		return new CommandExecutor(this.registry)
			.execute(new CommandContext(new DefaultCommandParser(this.registry).parse(line), this.registry,
					new PrintWriter(this.result), new InputReader() {
					}));
	}

}
