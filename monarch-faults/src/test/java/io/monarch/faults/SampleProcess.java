package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.monarch.testsupport.MongodSignals;
import org.bson.Document;
import org.bson.json.JsonParseException;

/**
 * One command, or the application itself, in a process of its own.
 */
final class SampleProcess implements AutoCloseable {

	/** Longer than the product itself tries again, which is two minutes. */
	static final Duration PATIENCE = Duration.ofSeconds(400);

	private final Process process;

	private final List<String> words;

	private final Path out;

	private final Path err;

	private final Path temporary;

	private volatile boolean killed;

	private SampleProcess(Process process, List<String> words, Path out, Path err, Path temporary) {
		this.process = process;
		this.words = words;
		this.out = out;
		this.err = err;
		this.temporary = temporary;
	}

	/**
	 * Start a process.
	 * @param jar the jar
	 * @param packed whether to start the jar as it is
	 * @param words the command and its arguments, or none to deploy the application
	 * @param properties what is configured
	 * @param folder for what the process says
	 * @param clock how many seconds its clock is off, with the library that does it
	 */
	static SampleProcess start(SampleJar jar, boolean packed, List<String> words, List<String> properties, Path folder,
			Clock clock) throws IOException {
		Path temporary = Files.createTempDirectory(folder, "temporary-");
		List<String> all = new ArrayList<>(jar.command(packed, temporary, SampleJar.MAIN));
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
		return new SampleProcess(builder.start(), words, out, err, temporary);
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
	 * Wait until something is so, or it has ended.
	 * @param poll how many milliseconds to wait between looks, or 0 to look all the time
	 * @throws AssertionError if neither comes to pass
	 */
	void await(BooleanSupplier until, long poll) throws Exception {
		long start = System.nanoTime();
		while (this.process.isAlive() && !until.getAsBoolean()) {
			if (System.nanoTime() - start > PATIENCE.toNanos()) {
				throw hangs();
			}
			if (poll == 0) {
				Thread.onSpinWait();
			}
			else {
				this.process.waitFor(poll, TimeUnit.MILLISECONDS);
			}
		}
	}

	/**
	 * Wait until it has ended by itself or was killed.
	 * @throws AssertionError if it hangs; the message shows where
	 */
	Outcome end() throws Exception {
		if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
			throw hangs();
		}
		Temporaries.requireNone(this.temporary, this.words);
		return outcome(this.process.exitValue());
	}

	private AssertionError hangs() throws Exception {
		signal("CONT");
		signal("QUIT"); // makes a JVM say what its threads do
		Thread.sleep(1000);
		return new AssertionError("'" + String.join(" ", this.words) + "' hangs: " + outcome(-1));
	}

	private Outcome outcome(int exit) throws IOException {
		return new Outcome(this.words, exit, this.killed && exit == 128 + 9, Files.readString(this.out),
				Files.readString(this.err));
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
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

		/**
		 * Return what is meant for machines.
		 */
		Document json() {
			try {
				return Document.parse(this.out);
			}
			catch (JsonParseException ex) {
				throw new AssertionError("It cannot be read by machines: " + this, ex);
			}
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
