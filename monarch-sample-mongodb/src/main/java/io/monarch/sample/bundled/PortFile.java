package io.monarch.sample.bundled;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file with the port of the process that serves the store. It remains after the process
 * ends, so it is valid only while the folder's lock is held.
 */
final class PortFile {

	private static final int HIGHEST = 65535;

	private static final int TIMEOUT_MILLIS = 1000;

	private final Path file;

	PortFile(Path folder) {
		this.file = folder.resolve("port");
	}

	/**
	 * Return the port, or 0 if there is none.
	 */
	int read() throws IOException {
		try {
			String text = Files.readString(this.file).strip();
			int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
			return (port <= HIGHEST) ? port : 0;
		}
		catch (NoSuchFileException ex) {
			return 0;
		}
	}

	/**
	 * Return the port if a server answers on it, or 0.
	 */
	int readAnswering() throws IOException {
		int port = read();
		if (port == 0) {
			return 0;
		}
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
			return port;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * Write the port atomically.
	 */
	void write(int port) throws IOException {
		Path complete = Files.writeString(this.file.resolveSibling("port.new"), String.valueOf(port));
		Files.move(complete, this.file, StandardCopyOption.ATOMIC_MOVE);
	}

	void delete() throws IOException {
		Files.deleteIfExists(this.file);
	}

}
