package io.monarch.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.monarch.testsupport.MongodSignals;

/**
 * A process that goes on from round to round: it is told a line, and answers in one that
 * begins with {@code =}.
 */
final class ResidentProcess implements AutoCloseable {

	private final Process process;

	private final PrintWriter input;

	/** What it says, and nothing for the end of it. */
	private final BlockingQueue<Optional<String>> said = new LinkedBlockingQueue<>();

	ResidentProcess(ProcessBuilder builder) throws IOException {
		this.process = builder.start();
		this.input = new PrintWriter(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
		Thread reader = new Thread(this::read, "resident");
		reader.setDaemon(true);
		reader.start();
	}

	private void read() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				this.said.add(Optional.of(line));
			}
		}
		catch (IOException ex) {
			// it has ended
		}
		this.said.add(Optional.empty());
	}

	void tell(String line) {
		this.input.println(line);
	}

	/**
	 * Wait for an answer.
	 * @param most how long at most
	 * @return the answer, without its mark
	 * @throws AssertionError if there is none; the message shows what its threads do
	 */
	String answer(Duration most) throws InterruptedException {
		List<String> other = new ArrayList<>();
		long end = System.nanoTime() + most.toNanos();
		while (true) {
			Optional<String> line = this.said.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (line == null) {
				throw new AssertionError("A resident process hangs: " + threads());
			}
			if (line.isEmpty()) {
				throw new AssertionError("A resident process has ended: " + other);
			}
			if (line.get().startsWith("=")) {
				return line.get().substring(1);
			}
			other.add(line.get());
		}
	}

	/**
	 * Return what a JVM says that its threads do.
	 */
	private List<String> threads() throws InterruptedException {
		if (this.process.isAlive()) {
			MongodSignals.signal(this.process.pid(), "QUIT");
			Thread.sleep(1000);
		}
		List<Optional<String>> lines = new ArrayList<>();
		this.said.drainTo(lines);
		return lines.stream().flatMap(Optional::stream).toList();
	}

	/**
	 * Let it end by itself.
	 */
	void end() throws InterruptedException {
		this.input.close();
		this.process.waitFor(30, TimeUnit.SECONDS);
		close();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
	}

}
