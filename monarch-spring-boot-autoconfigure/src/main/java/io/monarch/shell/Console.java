package io.monarch.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.nio.charset.Charset;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The streams of a process that runs a command.
 */
public final class Console {

	private static final int WIDTH = 10_000;

	private final PrintWriter result;

	private final PrintWriter notices;

	private final BufferedReader input;

	private final boolean canAsk;

	/**
	 * Create a console.
	 * @param input where answers are read from
	 * @param result takes results alone
	 * @param notices takes questions, progress, warnings and errors
	 * @param canAsk whether a person is at the other end of input and notices
	 */
	public Console(InputStream input, PrintStream result, PrintStream notices, boolean canAsk) {
		Charset charset = charset();
		this.result = new PrintWriter(result, true, charset);
		this.notices = new PrintWriter(notices, true, charset);
		this.input = new BufferedReader(new InputStreamReader(input, charset));
		this.canAsk = canAsk;
	}

	/**
	 * Return the console of this process.
	 * @param result takes results, and need not be what {@link System#out} is now
	 * @return the console
	 */
	public static Console ofProcess(PrintStream result) {
		return new Console(System.in, result, System.err, isTerminal());
	}

	/**
	 * Newer JDKs have a console where there is no terminal, and a method to ask it, which
	 * the oldest one that this runs on has not.
	 */
	@SuppressWarnings("SystemConsoleNull")
	private static boolean isTerminal() {
		java.io.Console console = System.console();
		Method method = ClassUtils.getMethodIfAvailable(java.io.Console.class, "isTerminal");
		return console != null
				&& (method == null || Boolean.TRUE.equals(ReflectionUtils.invokeMethod(method, console)));
	}

	/**
	 * Return the character set of the terminal, which need not be that of files.
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
	 * Nothing is shortened in the output of one command: it may be read by a script.
	 */
	int width() {
		return WIDTH;
	}

	@Nullable String readLine() throws IOException {
		return this.input.readLine();
	}

}
