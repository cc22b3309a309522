package io.monarch.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.monarch.environment.Protection;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Prompt}.
 */
class PromptTests {

	private static final String CTRL_D = "\u0004";

	private static final String CTRL_P = "\u0010";

	private final CommandHarness shell = new CommandHarness(
			List.of(CommandHarness.settings("dev", "mongodb://localhost:1/", Protection.OPEN)), Path.of("."));

	private final List<List<String>> lines = new ArrayList<>();

	@TempDir
	private Path folder;

	private Path history;

	@BeforeEach
	void start() {
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
	void linesAreKeptForTheNextTimeAndForNobodyElse() throws Exception {
		type("ansi", "help\nbackup mongodb://ann:s3cret@db/x\nmigrate dev --param token=s3cret\n");
		assertThat(this.history).content().contains(":help").doesNotContain("s3cret", "backup");
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
	void nobodyIsAskedAndNothingIsDecoratedWithoutATerminal() throws Exception {
		type(Terminal.TYPE_DUMB, "help\nmigrate dev\n");
		assertThat(this.lines).containsExactly(List.of("help"), List.of("migrate", "dev"));
		assertThat(this.asked).containsExactly(false, false);
		assertThat(this.screen.toString()).doesNotContain("\u001b", "monarch>");
	}

	private void type(String type, String keys) throws Exception {
		Keyboard keyboard = new Keyboard();
		try (Terminal terminal = new ExternalTerminal("test", type, keyboard, this.screen, StandardCharsets.UTF_8)) {
			terminal.setSize(new Size(120, 40));
			keyboard.type(keys + CTRL_D);
			int exitCode = new Prompt(this.shell.registry, this.shell.console("", false), Highlighter.NONE, "dogs")
				.run(terminal, this.history, (words, session) -> {
					this.lines.add(words);
					this.asked.add(session.canAsk());
					return 1;
				});
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
