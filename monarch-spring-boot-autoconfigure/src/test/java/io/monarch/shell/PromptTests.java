package io.monarch.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

import io.monarch.environment.Protection;
import io.monarch.shell.terminal.Screen;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.shell.core.InputReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Prompt}.
 */
class PromptTests {

	private static final String CTRL_D = "\u0004";

	private static final String CTRL_P = "\u0010";

	private final List<List<String>> lines = new ArrayList<>();

	@TempDir
	private Path folder;

	private CommandHarness shell;

	private Path history;

	private Screen shown = Screen.NONE;

	@BeforeEach
	void start() {
		this.shell = new CommandHarness(
				List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN),
						CommandHarness.settings("prod", "mongodb://localhost:1/", Protection.GUARDED)),
				this.folder);
		this.history = this.folder.resolve("state").resolve("monarch").resolve("dogs.history");
	}

	private final List<Boolean> asked = new ArrayList<>();

	private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@Test
	void wordsArriveAsTheyAreQuoted() throws Exception {
		type("ansi", "mark \"a b\" 'c=\"d' e\\ f --as=new  \nmigrate !x $y\n");
		assertThat(this.lines).containsExactly(List.of("mark", "a b", "c=\"d", "e f", "--as=new"),
				List.of("migrate", "!x", "$y"));
		assertThat(this.asked).containsExactly(true, true);
		assertThat(this.screen.toString()).contains("dogs:monarch> ");
	}

	@Test
	void advisedCommandsCanBePasted() throws Exception {
		type("ansi", "monarch list-migrations dev\n\n   \nmonarch\n");
		assertThat(this.lines).containsExactly(List.of("list-migrations", "dev"));
	}

	@Test
	void exitQuitAndControlDEndIt() throws Exception {
		for (String end : List.of("exit\n", "quit\n", " exit \n", CTRL_D)) {
			this.lines.clear();
			type("ansi", "help\n" + end + "help\n");
			assertThat(this.lines).containsExactly(List.of("help"));
		}
	}

	@Test
	void tabCompletes() throws Exception {
		type("ansi", "list-env\t\nlist-migrations d\t--out\tjson\nhelp mig\t-o\t\n");
		assertThat(this.lines).containsExactly(List.of("list-environments"),
				List.of("list-migrations", "dev", "--output", "json"), List.of("help", "migrate-one"));
	}

	@Test
	void tabCompletesBothHalvesOfAPairAndWhatIsPasted() throws Exception {
		Files.createDirectories(this.folder.resolve("backups"));
		Files.writeString(this.folder.resolve("backups").resolve("slow.dmp.zip"), "");
		type("ansi", "copy-db pro\tde\t\ncopy-db \"pro\tde\t\nrestore sl\tde\t\nmonarch list-env\t\n"
				+ "monarch migrate pro\t\nmigrate pro\t--output=j\t\n");
		assertThat(this.lines).containsExactly(List.of("copy-db", "prod:dev"), List.of("copy-db", "prod:dev"),
				List.of("restore", "slow.dmp.zip:dev"), List.of("list-environments"), List.of("migrate", "prod"),
				List.of("migrate", "prod", "--output=json"));
	}

	@Test
	void completionIsColouredOnlyWhereThereAreColours() throws Exception {
		type("ansi", "li\t\t\u0015");
		assertThat(this.screen.toString()).doesNotContainPattern("\u001b\\[[0-9;]*m").contains("list-backups");
		this.shown = Screen.terminal("ansi", "", () -> 120);
		type("ansi", "li\t\t\u0015");
		assertThat(this.screen.toString()).containsPattern("\u001b\\[[0-9;]+m");
	}

	@ParameterizedTest
	@ValueSource(strings = { "copy-db dev:prod --param pw=hunter2", "copy-db dev:prod --param=kennwort=hunter2",
			"copy-db dev:prod --password hunter2", "copy-db dev:prod -p hunter2", "sk-ant-api03-hunter2", "hunter2",
			"migrate hunter2", "migrate prod --confirm hunter2", "mark 1 dev --as hunter2",
			"generate-migration mongodb://ann:hunter2@db" })
	void lineThatNoCommandAcceptsOrThatHoldsAParameterIsNotKept(String line) throws Exception {
		MonarchShellRunner runner = new MonarchShellRunner(this.shell.registry, this.shell.console("", false),
				() -> this.shell.environments, "dogs");
		type("ansi", "help\n" + line + "\nlist-environments\n", (words, session) -> {
			this.lines.add(words);
			return line.contains("--param") ? 0 : runner.runAndReturnExitCode(words);
		});
		assertThat(this.lines).hasSize(3);
		assertThat(this.history).content().contains(":help", ":list-environments").doesNotContain("hunter2");
	}

	@Test
	void lineOfACommandThatFailsIsKeptOnceItIsAccepted() throws Exception {
		int[] codes = { 3, 1, 4, 2 };
		type("ansi", "migrate prod\nmigrate prod\nmigrate dev\nmigrate x\n", (words, session) -> {
			this.lines.add(words);
			return codes[this.lines.size() - 1];
		});
		assertThat(this.history).content()
			.containsOnlyOnce(":migrate prod")
			.contains(":migrate dev")
			.doesNotContain("x");
	}

	@Test
	void linesAreKeptForTheNextTimeAndForNobodyElse() throws Exception {
		type("ansi", "help\n", (words, session) -> 0);
		assertThat(this.history).content().contains(":help");
		if (Files.getFileStore(this.folder).supportsFileAttributeView(PosixFileAttributeView.class)) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.history)))
				.isEqualTo("rw-------");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.history.getParent())))
				.isEqualTo("rwx------");
		}
		this.lines.clear();
		type("ansi", CTRL_P + "\n");
		assertThat(this.lines).containsExactly(List.of("help"));
	}

	@Test
	void historyThatCannotBeKeptOrReadIsNoReasonNotToStart() throws Exception {
		Files.createDirectories(this.history.getParent());
		Files.write(this.history, new byte[] { 0, 1, (byte) 0xff, '\n', 'x', ':', '\n' });
		type("ansi", "help\n");
		assertThat(this.history).content().contains(":help");
		this.history = Files.writeString(this.folder.resolve("file"), "").resolve("dogs.history");
		type("ansi", "help\n");
		assertThat(this.lines).containsExactly(List.of("help"), List.of("help"));
		assertThat(this.shell.err()).contains("The history of commands is not kept: ");
	}

	@Test
	void nobodyIsAskedAndNothingIsDecoratedWithoutATerminal() {
		assertThat(runPlainly("help\n\nmigrate 'dev x'\n", false, 0)).isZero();
		assertThat(this.lines).containsExactly(List.of("help"), List.of("migrate", "dev x"));
		assertThat(this.asked).containsExactly(false, false);
		assertThat(this.shell.out() + this.shell.err()).isEmpty();
	}

	@Test
	void scriptEndsWithTheFirstLineThatFails() {
		assertThat(runPlainly("help\nmigrate dev\n", false, 4)).isEqualTo(4);
		assertThat(this.lines).containsExactly(List.of("help"));
		assertThat(runPlainly("migrate 'dev\nhelp\n", false, 0)).isEqualTo(2);
		assertThat(this.lines).hasSize(1);
		assertThat(this.shell.err()).contains("The line ends within a quote: migrate 'dev");
	}

	@Test
	void personAtATerminalThatCannotBeDrawnOnIsGreetedAndAsked() {
		assertThat(runPlainly("help\nmigrate dev\n", true, 1)).isZero();
		assertThat(this.lines).containsExactly(List.of("help"), List.of("migrate", "dev"));
		assertThat(this.asked).containsExactly(true, true);
		assertThat(this.shell.err()).contains("'help' shows the commands", "dogs:monarch> ").doesNotContain("\u001b");
	}

	@Test
	void controlCTwiceAtAnEmptyLineEndsItWithAHintAfterTheFirst() {
		assertThat(press("", "")).isEqualTo(130);
		assertThat(this.shell.err()).containsOnlyOnce("Press Ctrl-C again to end the shell.");
		assertThat(press("", "help", "", "help")).isZero();
		assertThat(this.shell.err()).contains("Press Ctrl-C again to end the shell.");
	}

	@Test
	void controlCThatClearsALineOrCancelsACommandDoesNotCountForTheEnd() {
		assertThat(press("migrate pr", "migrate pr", "", "migrate pr", "", "help")).isZero();
		assertThat(press("cancel", "", "help")).isZero();
		assertThat(this.shell.err()).contains("Cancelling. Press Ctrl-C again to end the shell without waiting.");
	}

	@Test
	void controlCAtAQuestionCancelsItWithoutFurtherWords() throws Exception {
		Console console = this.shell.console("", true);
		PipedInputStream never = new PipedInputStream(new PipedOutputStream());
		List<Runnable> handlers = new CopyOnWriteArrayList<>();
		Deque<String> left = new ArrayDeque<>(List.of("copy-db"));
		Lines lines = new Lines() {

			@Override
			public String read(String prompt) {
				if (left.isEmpty()) {
					throw new EndOfFileException();
				}
				return left.poll();
			}

			@Override
			public InputReader answers() {
				return new InputReader() {

					@Override
					public String readInput(String prompt) throws Exception {
						handlers.forEach(Runnable::run);
						return new ConsoleInputReader(new Console(never, System.out, System.err, true))
							.readInput(prompt);
					}

				};
			}

			@Override
			public Runnable onInterrupt(Runnable handler) {
				handlers.add(handler);
				return handlers::clear;
			}

			@Override
			public void close() {
			}

		};
		List<String> answers = new ArrayList<>();
		int code = new Prompt(this.shell.registry, console, Highlighter.NONE, "dogs", new InterruptPresses(() -> 1))
			.run(lines, console.output(Highlighter.NONE), (words, session) -> {
				assertThatExceptionOfType(UserInterruptException.class).isThrownBy(() -> session.ask("Continue? "));
				answers.add("cancelled");
				return 3;
			});
		assertThat(code).isZero();
		assertThat(answers).containsExactly("cancelled");
		assertThat(this.shell.err()).doesNotContain("Cancelling");
	}

	/**
	 * Press Ctrl-C at each line but those that are commands, and once during
	 * {@code cancel}, all within two seconds.
	 */
	private int press(String... typed) {
		Deque<String> left = new ArrayDeque<>(List.of(typed));
		List<Runnable> handlers = new ArrayList<>();
		Lines pressed = new Lines() {

			@Override
			public String read(String prompt) {
				String line = left.poll();
				if (line == null) {
					throw new EndOfFileException();
				}
				if (line.equals("help") || line.equals("cancel")) {
					return line;
				}
				throw new UserInterruptException(line);
			}

			@Override
			public InputReader answers() {
				return new ConsoleInputReader(PromptTests.this.shell.console("", true));
			}

			@Override
			public Runnable onInterrupt(Runnable handler) {
				handlers.add(handler);
				return handlers::clear;
			}

			@Override
			public void close() {
			}

		};
		Console console = this.shell.console("", true);
		return new Prompt(this.shell.registry, console, Highlighter.NONE, "dogs", new InterruptPresses(() -> 1))
			.run(pressed, console.output(Highlighter.NONE), (words, session) -> {
				if (words.contains("cancel")) {
					handlers.get(0).run();
				}
				return 0;
			});
	}

	private int runPlainly(String input, boolean person, int code) {
		return new Prompt(this.shell.registry, this.shell.console(input, person), Highlighter.NONE, "dogs")
			.runPlainly((words, session) -> {
				this.lines.add(words);
				this.asked.add(session.canAsk());
				return code;
			});
	}

	private void type(String type, String keys) throws Exception {
		type(type, keys, (words, session) -> {
			this.lines.add(words);
			this.asked.add(session.canAsk());
			return 1;
		});
	}

	private void type(String type, String keys, MonarchShellRunner.LineRunner runner) throws Exception {
		this.screen.reset();
		Keyboard keyboard = new Keyboard();
		try (Terminal terminal = new ExternalTerminal("test", type, keyboard, this.screen, StandardCharsets.UTF_8)) {
			terminal.setSize(new Size(120, 40));
			keyboard.type(keys + CTRL_D);
			int exitCode = new Prompt(this.shell.registry, this.shell.console(this.shown), Highlighter.NONE, "dogs")
				.run(terminal, this.history, runner);
			assertThat(exitCode).isZero();
		}
	}

	/**
	 * An input that never ends by itself.
	 */
	private static final class Keyboard extends InputStream {

		private final BlockingQueue<Integer> keys = new LinkedBlockingQueue<>();

		void type(String text) {
			for (byte key : text.getBytes(StandardCharsets.UTF_8)) {
				this.keys.add(key & 0xff);
			}
		}

		@Override
		public int read() throws IOException {
			try {
				return this.keys.take();
			}
			catch (InterruptedException ex) {
				throw new InterruptedIOException();
			}
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			buffer[offset] = (byte) read();
			return 1;
		}

	}

}
