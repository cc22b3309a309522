package io.monarch.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Protection;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jline.reader.UserInterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.shell.core.command.CommandRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link MonarchShellRunner}, help, completion and the list of environments:
 * for what needs no database.
 */
class ShellTests {

	private CommandHarness shell = shell(List.of("dev mongodb://localhost:1/dogs",
			"stage mongodb://ann:s3cret@Db1:2,db2/dogs", "prod mongodb://db3/"));

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@Test
	@SuppressWarnings("unchecked")
	void listEnvironmentsHasTheJsonShapeOfTheContract() {
		assertThat(this.shell.run("list-environments", "--output", "json")).isZero();
		List<Object> environments = (List<Object>) this.shell.json();
		assertThat(environments).hasSize(3);
		assertThat(((Map<String, Object>) environments.get(1)).toString())
			.isEqualTo("{name=stage, hosts=[db1:2, db2:27017], database=dogs, protection=open, application=false}");
		assertThat((Map<String, Object>) environments.get(0)).containsEntry("application", true);
		assertThat(this.shell.err()).isEmpty();
	}

	@Test
	void listEnvironmentsShowsNoSecret() {
		assertThat(this.shell.run("list_environments")).isZero();
		assertThat(this.shell.out().lines()).hasSize(4).first().asString().matches("NAME +HOSTS +DATABASE +PROTECTION");
		assertThat(this.shell.out()).contains("db1:2,db2:27017").doesNotContain("ann", "s3cret");
	}

	@Test
	void listEnvironmentsWarnsOfTheSameDatabase() {
		try (CommandHarness twins = shell(
				List.of("dev mongodb://localhost:1/", "local mongodb://127.0.0.1:1/", "six mongodb://[::1]:1/",
						"other mongodb://localhost:2/", "one mongodb://a,b/", "two mongodb://b:27017/"))) {
			assertThat(twins.run("list-environments", "--output", "json")).isZero();
			assertThat(twins.err())
				.contains("Warning: 'dev', 'local' and 'six' are the same database", "Warning: 'one' and 'two' are")
				.doesNotContain("other");
			assertThat(twins.json()).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(6);
		}
	}

	@Test
	void listEnvironmentsWhenThereAreNoneSaysSo() {
		try (CommandHarness empty = shell(List.of())) {
			assertThat(empty.run("list-environments")).isZero();
			assertThat(empty.out()).isEmpty();
			assertThat(empty.err()).contains("There are no environments");
			assertThat(empty.run("list-environments", "--output", "json")).isZero();
			assertThat(empty.out().strip()).isEqualTo("[]");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "help", "--help", "-h" })
	void helpListsEveryCommandByGroup(String word) {
		assertThat(this.shell.run(word)).isZero();
		assertThat(this.shell.out()).contains("Get started", "Environments", "Migrations", "  migrate-one <id> <env>",
				"  mark <id> <env> --as completed|new", "  generate-migration <words...>", "unlock <env>",
				"  help [command]");
		assertThat(this.shell.err()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "help", "list-environments", "list-environments --output json", "list-migrations --help" })
	void resultThatCannotBeWrittenIsAFailure(String words) {
		ByteArrayOutputStream notices = new ByteArrayOutputStream();
		PrintStream full = new PrintStream(new OutputStream() {
			@Override
			public void write(int b) throws IOException {
				throw new IOException("No space left on device");
			}
		}, true);
		Console console = new Console(InputStream.nullInputStream(), full, new PrintStream(notices, true), false);
		int code = new MonarchShellRunner(this.shell.registry, console, () -> this.shell.environments, "dogs")
			.runAndReturnExitCode(List.of(words.split(" ")));
		assertThat(code).isEqualTo(1);
		assertThat(notices.toString().lines()).hasSize(2)
			.first()
			.asString()
			.startsWith("The result cannot be written to the standard output");
	}

	@Test
	void errorOfACommandIsReportedAndItsExitCodeIsThatOfAFailure() {
		this.shell.registry
			.registerCommand(new AdminCommand(CommandSpec.of("burst", CommandSpec.Group.SHELL, "Burst", "burst")) {
				@Override
				CommandResult run(ParsedCommand invocation, Session session) {
					throw new StackOverflowError();
				}
			});
		assertThat(this.shell.run("burst")).isEqualTo(1);
		assertThat(this.shell.err().lines()).hasSize(2);
		assertThat(this.shell.err()).contains("stack of this process");
	}

	@Test
	void everyCommandHasHelp() {
		assertThat(this.shell.run("help")).isZero(); // which is a command only then
		List<AdminCommand> commands = AdminCommands.in(this.shell.registry);
		assertThat(commands).hasSize(31);
		for (String command : commands.stream().map(AdminCommand::getName).toList()) {
			assertThat(this.shell.run(command, "--help")).isZero();
			String help = this.shell.out();
			assertThat(help).contains("monarch " + command, "--debug", "Example: monarch ", "Exit codes:\n  0  done");
			assertThat(this.shell.run("help", command)).isZero();
			assertThat(this.shell.out()).isEqualTo(help);
			assertThat(help).containsPattern("^\\p{ASCII}+$");
		}
	}

	@Test
	void helpSaysThatPruningNeedsToKnowWhatToKeep() {
		assertThat(this.shell.run("help", "prune-backups")).isZero();
		assertThat(this.shell.out()).contains("required unless --keep-days", "required unless --keep-last");
	}

	@Test
	void everyCommandThatPrintsAResultHasJson() {
		assertThat(AdminCommands.in(this.shell.registry)).filteredOn((command) -> !command.getName().equals("help"))
			.allMatch((command) -> command.usage().options().contains(CommandSpec.OUTPUT));
	}

	@Test
	void helpTakesOneCommandByAnyOfItsNames() {
		assertThat(this.shell.run("help", "migrate-one")).isZero();
		String help = this.shell.out();
		assertThat(this.shell.run("help", "migrate_one", "--debug")).isZero();
		assertThat(this.shell.out()).isEqualTo(help);
		assertThat(this.shell.run("help", "migrate", "mark")).isEqualTo(2);
		assertThat(this.shell.err()).contains("does not take the argument 'mark'", "Usage: monarch help [command]");
	}

	@Test
	void unknownCommandIsBadInputWithTheNearestName() {
		assertThat(this.shell.run("migrat", "dev")).isEqualTo(2);
		assertThat(this.shell.err().lines()).containsExactly("There is no command 'migrat'. Did you mean 'migrate'?",
				"See 'monarch help'.");
		assertThat(this.shell.run("help", "migrat")).isEqualTo(2);
		assertThat(this.shell.run("exi")).isEqualTo(2);
		assertThat(this.shell.err()).contains("Did you mean 'exit'?");
		assertThat(this.shell.run("mark", "1", "dev", "--as", "complete")).isEqualTo(2);
		assertThat(this.shell.err()).contains("Did you mean 'completed'?");
		assertThat(this.shell.run("")).isEqualTo(2);
		assertThat(this.shell.run("x".repeat(10_000))).isEqualTo(2);
		assertThat(this.shell.run("--output", "json", "list-environments")).isEqualTo(2);
		assertThat(this.shell.err()).contains("The command comes before its options");
		assertThat(this.shell.out()).startsWith("{\"error\":{\"message\":\"The command comes before its options");
	}

	@Test
	void connectingThatIsCancelledSaysSo() {
		Thread.currentThread().interrupt();
		int code = this.shell.run("list-migrations", "dev");
		boolean unused = Thread.interrupted();
		assertThat(this.shell.err().lines()).hasSize(2).startsWith("Cancelled.");
		assertThat(code).isOne();
	}

	@Test
	void questionThatIsCancelledIsANo() throws Exception {
		Console console = new Console(new PipedInputStream(new PipedOutputStream()), System.out, System.err, true);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread thread = new Thread(
				() -> thrown.set(catchThrowable(() -> new ConsoleInputReader(console).readInput(""))));
		thread.start();
		thread.interrupt();
		thread.join(60_000);
		assertThat(thrown.get()).isInstanceOf(UserInterruptException.class);
		Output output = this.shell.console("", false).output(Highlighter.NONE);
		assertThat(Errors.report(new IllegalStateException(thrown.get()), output, false)).isEqualTo(3);
		assertThat(this.shell.err().lines()).containsExactly("Not confirmed.", "Nothing was changed.");
	}

	@Test
	void helpAndFilesNeedNoValidConfiguration() {
		Services services = new Services(ShellTests::bad, ShellTests::bad, ShellTests::bad, ShellTests::bad,
				ShellTests::bad, ShellTests::bad, ShellTests::bad, ShellTests::bad, ShellTests::bad, ShellTests::bad,
				ShellTests::bad, ShellTests::bad, ShellTests::bad, ShellTests::bad, ShellTests::bad);
		CommandRegistry registry = new CommandRegistry(
				new HashSet<>(AdminCommands.create(services, new SourceTree(List.of(Path.of("/nowhere")), ""))));
		MonarchShellRunner runner = new MonarchShellRunner(registry, this.shell.console("", false), ShellTests::bad,
				"");
		assertThat(runner.runAndReturnExitCode(List.of("help"))).isZero();
		assertThat(runner.runAndReturnExitCode(List.of("list-environments"))).isEqualTo(2);
		assertThat(this.shell.err()).contains("Bad.", "Mend it.");
		assertThat(complete(registry, "migrate", "")).isEmpty();
	}

	@Test
	void commandThatIsAbandonedSaysNothingMore() {
		CommandRegistry registry = new CommandRegistry();
		MonarchShellRunner runner = new MonarchShellRunner(registry, this.shell.console("", false), ShellTests::bad,
				"");
		registry
			.registerCommand(new AdminCommand(CommandSpec.of("hang", CommandSpec.Group.MIGRATIONS, "Hangs", "hang")) {

				@Override
				CommandResult run(ParsedCommand invocation, Session session) {
					assertThat(
							runner.abandon(new MonarchException(Kind.FAILED, "The lock was lost.", "See the history.")))
						.isEqualTo(1);
					session.say("later");
					return CommandResult.ofPage("");
				}

			});
		assertThat(runner.runAndReturnExitCode(List.of("hang"))).isZero();
		assertThat(this.shell.err().lines()).containsExactly("The lock was lost.", "See the history.");
	}

	@Test
	void wordsAreCompletedInTheirPlaces() {
		CommandRegistry registry = this.shell.registry;
		assertThat(complete(registry, "migrate", "")).containsExactly("dev", "stage", "prod");
		assertThat(complete(registry, "migrate", "d")).contains("dev");
		assertThat(complete(registry, "migrate", "--output", "json", "")).containsExactly("dev", "stage", "prod");
		assertThat(complete(registry, "migrate", "dev", "")).isEmpty();
		assertThat(complete(registry, "migrate", "--output", "")).containsExactly("text", "json");
		assertThat(complete(registry, "migrate", "--output=j")).containsExactly("--output=text", "--output=json");
		assertThat(complete(registry, "migrate", "--confirm", "")).contains("prod");
		assertThat(complete(registry, "migrate", "-y", "-")).contains("--dry-run", "--help").doesNotContain("--yes");
		assertThat(complete(registry, "migrate", "--", "")).containsExactly("dev", "stage", "prod");
		assertThat(complete(registry, "mark", "1", "dev", "--as", "")).containsExactly("completed", "new");
		assertThat(complete(registry, "migrate_one", "")).isEmpty();
	}

	private static List<String> complete(CommandRegistry registry, String command, String... words) {
		List<String> all = List.of(words);
		return AdminCommands.find(registry, command).complete(all.subList(0, all.size() - 1), all.get(all.size() - 1));
	}

	private static CommandHarness shell(List<String> environments) {
		return new CommandHarness(environments.stream()
			.map((each) -> CommandHarness.settings(each.split(" ")[0], each.split(" ")[1], Protection.OPEN))
			.toList(), Path.of("."));
	}

	private static <T> T bad() {
		throw new IllegalStateException(new MonarchException(Kind.BAD_INPUT, "Bad.", "Mend it."));
	}

}
