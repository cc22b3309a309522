package io.monarch.shell;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntSupplier;

import io.monarch.shell.terminal.Pager;
import io.monarch.shell.terminal.Screen;
import io.monarch.shell.terminal.StreamWriter;
import io.monarch.shell.terminal.TerminalSize;
import org.jline.reader.UserInterruptException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The streams of a process that runs a command.
 */
public final class Console {

	private final PrintWriter result;

	private final PrintWriter notices;

	private final BufferedReader input;

	private final boolean canAsk;

	private final Screen resultScreen;

	private final Screen noticeScreen;

	private final Pager pager;

	private @Nullable FutureTask<String> unread;

	/**
	 * Create a console.
	 * @param input the input for answers
	 * @param result the stream for results only
	 * @param notices the stream for questions, progress, warnings and errors
	 * @param canAsk whether input and notices are a terminal
	 */
	public Console(InputStream input, PrintStream result, PrintStream notices, boolean canAsk) {
		this(input, result, notices, canAsk, Screen.NONE, Screen.NONE);
	}

	Console(InputStream input, PrintStream result, PrintStream notices, boolean canAsk, Screen resultScreen,
			Screen noticeScreen) {
		this(input, result, notices, canAsk, resultScreen, noticeScreen, Pager.none());
	}

	private Console(InputStream input, PrintStream result, PrintStream notices, boolean canAsk, Screen resultScreen,
			Screen noticeScreen, Pager pager) {
		Charset charset = charset();
		this.result = new PrintWriter(new StreamWriter(result, charset), true);
		this.notices = new PrintWriter(new StreamWriter(notices, charset), true);
		this.input = new BufferedReader(new InputStreamReader(input, charset));
		this.canAsk = canAsk;
		this.resultScreen = resultScreen;
		this.noticeScreen = noticeScreen;
		this.pager = pager;
	}

	/**
	 * Return the console of this process.
	 * @param result the stream for results, which may differ from the current
	 * {@link System#out}
	 * @return the console
	 */
	public static Console ofProcess(PrintStream result) {
		boolean terminal = isTerminal();
		boolean person = isTerminal(0, terminal) && isTerminal(2, terminal);
		TerminalSize size = new TerminalSize();
		Screen resultScreen = screen(isTerminal(1, terminal), size::columns);
		// Commands from a file or a pipe do not wait for a user to turn pages.
		boolean paged = resultScreen.terminal() && isTerminal(0, terminal);
		return new Console(System.in, result, System.err, person, resultScreen,
				screen(isTerminal(2, terminal), size::columns),
				paged ? Pager.of(System.getenv(), size::rows, charset()) : Pager.none());
	}

	private static Screen screen(boolean terminal, IntSupplier columns) {
		if (!terminal) {
			return Screen.NONE;
		}
		// If the variable does not exist, there is a console that needs no name.
		String type = System.getenv().getOrDefault("TERM", (File.separatorChar == '\\') ? "windows" : "");
		return Screen.terminal(type, System.getenv().getOrDefault("NO_COLOR", ""), columns);
	}

	/**
	 * Newer JDKs have a console even without a terminal, and a method to check this,
	 * which the oldest supported one lacks.
	 */
	@SuppressWarnings("SystemConsoleNull")
	private static boolean isTerminal() {
		java.io.Console console = System.console();
		Method method = ClassUtils.getMethodIfAvailable(java.io.Console.class, "isTerminal");
		return console != null
				&& (method == null || Boolean.TRUE.equals(ReflectionUtils.invokeMethod(method, console)));
	}

	/**
	 * Tell whether one of the streams of the process is a terminal. The JDK only knows it
	 * for all of them together; Linux reports it for each.
	 */
	private static boolean isTerminal(int stream, boolean otherwise) {
		try {
			String target = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(stream))).toString();
			return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
		}
		catch (IOException | UnsupportedOperationException ex) {
			return otherwise;
		}
	}

	/**
	 * Return the character set of the terminal, which may differ from that of files.
	 */
	private static Charset charset() {
		String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding"));
		return (name != null) ? Charset.forName(name) : Charset.defaultCharset();
	}

	PrintWriter result() {
		return this.result;
	}

	PrintWriter notices() {
		return this.notices;
	}

	boolean canAsk() {
		return this.canAsk;
	}

	/**
	 * Return the screen for results.
	 */
	Screen resultScreen() {
		return this.resultScreen;
	}

	/**
	 * Return the screen for everything else.
	 */
	Screen noticeScreen() {
		return this.noticeScreen;
	}

	Output output(Highlighter highlighter) {
		return new Output(this.result, this.resultScreen, this.notices, this.noticeScreen, highlighter, this.pager);
	}

	/**
	 * Determine why the standard output of the process cannot be written, which a
	 * {@link PrintStream} does not report, by writing a line break.
	 * @return the reason, or an empty text if the write succeeds
	 */
	@SuppressWarnings("resource") // it must not be closed here
	static String whyStandardOutputFails() {
		try {
			new FileOutputStream(FileDescriptor.out).write('\n');
			return "";
		}
		catch (IOException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	/**
	 * Return an output for a terminal that knows its width.
	 */
	Output output(Highlighter highlighter, IntSupplier columns) {
		return new Output(this.result, this.resultScreen.with(columns), this.notices, this.noticeScreen.with(columns),
				highlighter, this.pager);
	}

	/**
	 * Read a line in a separate thread. The thread that waits for the line can be
	 * interrupted, but a read cannot. A line that arrives later belongs to the next call.
	 * @throws UserInterruptException if the thread is interrupted
	 */
	@Nullable String readLine() throws IOException {
		FutureTask<String> line = this.unread;
		if (line == null) {
			line = new FutureTask<>(this.input::readLine);
			this.unread = line;
			Thread thread = new Thread(line, "monarch-input");
			thread.setDaemon(true);
			thread.start();
		}
		try {
			String read = line.get();
			this.unread = null;
			return read;
		}
		catch (InterruptedException ex) {
			this.notices.println();
			throw new UserInterruptException("");
		}
		catch (ExecutionException ex) {
			this.unread = null;
			throw new IOException(ex.getCause());
		}
	}

}
