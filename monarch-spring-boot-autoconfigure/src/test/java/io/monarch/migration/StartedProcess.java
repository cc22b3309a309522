package io.monarch.migration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A {@link MigrationProcess} that was started, and what it says.
 */
final class StartedProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private StartedProcess(Process process) {
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	static StartedProcess start(String uri, int leaseMillis, int generated, String action, int point) {
		try {
			return new StartedProcess(
					new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
							"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx128m", "-cp",
							classPath(), MigrationProcess.class.getName(), uri, String.valueOf(leaseMillis),
							String.valueOf(generated), action, String.valueOf(point))
						.redirectErrorStream(true)
						.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String classPath() {
		// Surefire starts this process from a jar with nothing but a class path in it.
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Wait until it says something that begins with a word.
	 * @return the line
	 */
	String await(String word) {
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
	List<String> end() {
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

	int exitCode() {
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
