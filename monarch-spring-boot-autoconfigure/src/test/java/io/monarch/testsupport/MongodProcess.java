package io.monarch.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One {@code mongod} on a port of its own, which ends with the process that it was
 * started for, however that one ends.
 */
final class MongodProcess implements AutoCloseable {

	private static final String WATCHDOG = """
			while kill -0 "$1" 2>/dev/null; do sleep 1; done
			if [ ! -r "/proc/$2/cmdline" ] || grep -qF "$3" "/proc/$2/cmdline"; then kill -9 "$2" 2>/dev/null; fi
			sleep 1
			rm -rf "$3"
			""";

	private final Path folder;

	private final int port;

	private final List<String> arguments;

	private final ProcessHandle owner;

	private Process process;

	/**
	 * Start a server.
	 * @param owner the process that it must not outlive
	 * @param arguments what to pass beside port and folders
	 */
	MongodProcess(ProcessHandle owner, List<String> arguments) {
		try {
			this.folder = Files.createTempDirectory(MemoryTempDir.parent(), "monarch-test-mongod");
			this.port = freePort();
			this.arguments = List.copyOf(arguments);
			this.owner = owner;
			this.process = start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Process start() throws IOException {
		List<String> all = new ArrayList<>(List.of("--bind_ip", "127.0.0.1", "--port", String.valueOf(this.port),
				"--dbpath", this.folder.toString(), "--wiredTigerCacheSizeGB", "0.5", "--unixSocketPrefix",
				this.folder.toString(), "--setParameter", "enableTestCommands=1", "--setParameter",
				"diagnosticDataCollectionEnabled=false"));
		all.addAll(this.arguments);
		Process started = MongodBinary.find()
			.command(all)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
			.start();
		new ProcessBuilder("sh", "-c", WATCHDOG, "monarch-test-watchdog", String.valueOf(this.owner.pid()),
				String.valueOf(started.pid()), this.folder.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return started;
	}

	String address() {
		return "127.0.0.1:" + this.port;
	}

	Path log() {
		return this.folder.resolve("mongod.log");
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	void kill() {
		this.process.destroyForcibly();
		this.process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
	}

	void restart() {
		try {
			this.process = start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void pause() {
		signal(this.process.pid(), "STOP");
	}

	void resume() {
		signal(this.process.pid(), "CONT");
	}

	static void signal(long pid, String signal) {
		try {
			int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start().waitFor();
			if (exit != 0) {
				throw new IllegalStateException("kill -" + signal + " " + pid + " exited with " + exit);
			}
			// The signal is on its way when kill returns.
			while (signal.equals("STOP") && !state(pid).startsWith("T")) {
				Thread.onSpinWait();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String state(long pid) throws IOException {
		Path stat = Path.of("/proc", String.valueOf(pid), "stat");
		if (Files.exists(stat)) {
			String fields = Files.readString(stat);
			return fields.substring(fields.lastIndexOf(')') + 2);
		}
		Process ps = new ProcessBuilder("ps", "-o", "state=", "-p", String.valueOf(pid)).start();
		String state = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
		if (state.isEmpty()) {
			throw new IllegalStateException("Process " + pid + " has ended");
		}
		return state;
	}

	@Override
	public void close() {
		kill();
		deleteFolder(this.folder);
	}

	/**
	 * Return a port that nobody listens at. It is not one of those that systems give to
	 * clients: such a one could be taken before the server listens at it, or before it is
	 * started again.
	 */
	private static int freePort() throws IOException {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(10_000, 27_000);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (BindException ex) {
				// The next one may be free.
			}
		}
	}

	static void deleteFolder(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
