package io.monarch.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command of the machine that may not be there.
 */
final class TestCommand {

	private TestCommand() {
	}

	/**
	 * Run a command.
	 * @param tried is told why it failed
	 * @return whether it ended well
	 */
	static boolean run(List<String> command, int seconds, List<String> tried) {
		return run(new ProcessBuilder(command), seconds, tried);
	}

	static boolean run(ProcessBuilder builder, int seconds, List<String> tried) {
		String command = String.join(" ", builder.command());
		try {
			Path output = Files.createTempFile("monarch-test", ".log");
			try {
				Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
				if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
					process.destroyForcibly();
					tried.add("'" + command + "' did not end in " + seconds + " s");
					return false;
				}
				if (process.exitValue() != 0) {
					tried.add("'" + command + "' failed: " + Files.readString(output).strip());
					return false;
				}
				return true;
			}
			finally {
				Files.delete(output);
			}
		}
		catch (IOException ex) {
			tried.add("'" + command + "': " + ex.getMessage());
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
