package io.monarch.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.World.NotPossible;

/**
 * Clocks that are off, by a library that the machine's C compiler makes.
 */
final class Clocks {

	private static final int HOUR = 3600;

	private final Path library;

	/**
	 * Compile the library, and look whether it does anything: where it cannot be loaded
	 * nobody says more than a warning.
	 * @throws NotPossible if there is no compiler
	 */
	Clocks(Path folder) throws Exception {
		Path source = folder.resolve("clock.c");
		this.library = folder.resolve("clock.so");
		try (var code = Clocks.class.getResourceAsStream("/clock.c")) {
			Files.write(source, code.readAllBytes());
		}
		compile(source);
		long now = System.currentTimeMillis() / 1000;
		long told = told(off(HOUR));
		if (told < now + HOUR - 60 || told > now + HOUR + 60) {
			throw new NotPossible("clock.c puts no clock off: it says " + told + " at " + now);
		}
	}

	private void compile(Path source) throws InterruptedException {
		try {
			int exit = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", this.library.toString(), source.toString())
				.inheritIO()
				.start()
				.waitFor();
			if (exit != 0) {
				throw new NotPossible("cc cannot compile clock.c");
			}
		}
		catch (IOException ex) {
			throw new NotPossible("there is no C compiler (cc) to put a clock off with");
		}
	}

	private static long told(Clock clock) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(SampleJar.java(), "-Xshare:auto", "-cp",
				Path.of("target", "test-classes").toString(), Clocks.class.getName());
		clock.putOff(builder);
		Process process = builder.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		process.waitFor();
		return Long.parseLong(said);
	}

	/**
	 * Say what time it is, in seconds.
	 */
	public static void main(String[] args) {
		System.out.println(System.currentTimeMillis() / 1000);
	}

	Clock off(long seconds) {
		return new Clock(this.library, seconds);
	}

}
