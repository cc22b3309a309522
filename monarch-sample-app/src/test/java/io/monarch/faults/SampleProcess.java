package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.monarch.testsupport.MongodSignals;

/**
 * One command, or the application itself, in a process of its own.
 */
final class SampleProcess implements AutoCloseable {

	/** Nothing that is done here takes so long unless it hangs. */
	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private final Process process;

	private final List<String> words;

	private final Path out;

	private final Path err;

	private volatile boolean killed;

	private SampleProcess(Process process, List<String> words, Path out, Path err) {
		this.process = process;
		this.words = words;
		this.out = out;
		this.err = err;
	}

	/**
	 * Start a process.
	 * @param command what begins the command line
	 * @param words the command and its arguments, or none to deploy the application
	 * @param properties what is configured
	 * @param folder for what the process says
	 * @param clock how many seconds its clock is off, with the library that does it
	 */
	static SampleProcess start(List<String> command, List<String> words, List<String> properties, Path folder,
			Clock clock) throws IOException {
		List<String> all = new ArrayList<>(command);
		if (!words.isEmpty()) {
			all.add("monarch");
			all.addAll(words);
		}
		all.addAll(properties);
		Path out = Files.createTempFile(folder, words.stream().findFirst().orElse("deploy") + "-", ".out");
		Path err = Path.of(out.toString().replaceFirst("out$", "err"));
		ProcessBuilder builder = new ProcessBuilder(all).directory(folder.toFile())
			.redirectInput(Path.of("/dev/null").toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		clock.putOff(builder);
		return new SampleProcess(builder.start(), words, out, err);
	}

	void kill() {
		this.killed = true;
		this.process.destroyForcibly();
		this.process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
	}

	void pause() {
		signal("STOP");
	}

	void resume() {
		signal("CONT");
	}

	private void signal(String signal) {
		if (this.process.isAlive()) {
			MongodSignals.signal(this.process.pid(), signal);
		}
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Wait until it has ended by itself or was killed.
	 * @throws AssertionError if it hangs; the message shows where
	 */
	Outcome end() throws Exception {
		if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			signal("CONT");
			signal("QUIT"); // makes a JVM say what its threads do
			Thread.sleep(1000);
			throw new AssertionError("'" + String.join(" ", this.words) + "' hangs: " + outcome(-1));
		}
		return outcome(this.process.exitValue());
	}

	private Outcome outcome(int exit) throws IOException {
		return new Outcome(this.words, exit, this.killed && exit == 128 + 9, Files.readString(this.out),
				Files.readString(this.err));
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * How a process ended.
	 *
	 * @param words the command
	 * @param exit its exit code
	 * @param killed whether the round has killed it
	 * @param out its standard output
	 * @param err its standard error
	 */
	record Outcome(List<String> words, int exit, boolean killed, String out, String err) {

		boolean succeeded() {
			return this.exit == 0;
		}

	}

	/**
	 * A clock that is off.
	 *
	 * @param library the library that is loaded into a process
	 * @param seconds how much it is off
	 */
	record Clock(Path library, long seconds) {

		static final Clock RIGHT = new Clock(Path.of(""), 0);

		void putOff(ProcessBuilder builder) {
			if (this.seconds != 0) {
				builder.environment().put("LD_PRELOAD", this.library.toString());
				builder.environment().put("MONARCH_TEST_CLOCK", String.valueOf(this.seconds));
			}
		}

	}

}
