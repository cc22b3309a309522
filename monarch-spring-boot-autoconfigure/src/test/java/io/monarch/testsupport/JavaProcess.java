package io.monarch.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of a test's own, and what it says.
 */
public final class JavaProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private JavaProcess(Process process) {
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	/**
	 * Start a process.
	 * @param main the class to run
	 * @param arguments what to pass to it
	 * @return the process
	 */
	public static JavaProcess start(Class<?> main, Object... arguments) {
		return start(Map.of(), main, arguments);
	}

	/**
	 * Start a process with variables of its own.
	 * @param variables the variables that differ from those of this process
	 * @param main the class to run
	 * @param arguments what to pass to it
	 * @return the process
	 */
	public static JavaProcess start(Map<String, String> variables, Class<?> main, Object... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m", "-cp", classPath(), main.getName()));
		for (Object argument : arguments) {
			command.add(String.valueOf(argument));
		}
		try {
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
			builder.environment().putAll(variables);
			return new JavaProcess(builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String classPath() {
		// Surefire starts this process from a jar with nothing but a class path in it.
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	/**
	 * Return the id of the process.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Wait until it says something that begins with a word.
	 * @return the line
	 */
	public String await(String word) {
		List<String> lines = new ArrayList<>();
		try {
			for (String line = this.output.readLine(); line != null; line = this.output.readLine()) {
				lines.add(line);
				if (line.startsWith(word)) {
					return line;
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new AssertionError("The process never said " + word + ", but: " + lines);
	}

	/**
	 * Wait until it has ended.
	 * @return what it said since it was last listened to
	 */
	public List<String> end() {
		List<String> lines = this.output.lines().toList();
		try {
			if (!this.process.waitFor(120, TimeUnit.SECONDS)) {
				throw new AssertionError("The process did not end; it said " + lines);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return lines;
	}

	/**
	 * Return how it ended.
	 * @return the exit code
	 */
	public int exitCode() {
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
