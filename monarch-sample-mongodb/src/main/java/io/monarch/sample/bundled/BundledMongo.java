package io.monarch.sample.bundled;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB with its data in a folder, shared by any number of processes: the first opens
 * the store and serves it to the others. When it ends, one of the others takes over on
 * the same port.
 */
final class BundledMongo implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(BundledMongo.class);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final Path folder;

	private final int port;

	private @Nullable BundledServer server;

	private boolean closed;

	private BundledMongo(Path folder, int port, @Nullable BundledServer server) {
		this.folder = folder;
		this.port = port;
		this.server = server;
	}

	/**
	 * Open the store of a folder, or find the process that has it open.
	 * @param folder the folder, which is created if it does not exist
	 * @param patience the time to wait for a process that is just starting or ending
	 * @return the MongoDB
	 */
	static BundledMongo open(Path folder, Duration patience) {
		long start = System.nanoTime();
		try {
			Files.createDirectories(folder);
			do {
				BundledServer server = BundledServer.tryStart(folder);
				if (server != null) {
					return new BundledMongo(folder, server.port(), server);
				}
				int port = new PortFile(folder).readAnswering();
				if (port != 0) {
					BundledMongo mongo = new BundledMongo(folder, port, null);
					mongo.standBy();
					return mongo;
				}
				Thread.sleep(PAUSE.toMillis());
			}
			while (System.nanoTime() - start < patience.toNanos());
		}
		catch (IOException | MVStoreException ex) {
			throw unusable(folder, "cannot be opened: " + ex, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unusable(folder, "were not opened: the process is being ended", ex);
		}
		throw unusable(folder, "are open in another process, which does not answer", null);
	}

	private static MonarchException unusable(Path folder, String why, @Nullable Exception cause) {
		return new MonarchException(Kind.FAILED, "The sample's data in " + folder.toAbsolutePath() + " " + why + ".",
				"End other processes that use the folder, or use another one: --sample.data=<folder>.", cause);
	}

	/**
	 * Wait, in a thread of its own, for the process that serves the store to end.
	 */
	private void standBy() {
		Thread thread = new Thread(() -> {
			try {
				while (!takeOver()) {
					Thread.sleep(PAUSE.toMillis());
				}
			}
			catch (IOException | RuntimeException ex) {
				logger.error("The process that served the sample's data has ended, and this one cannot go on: " + ex
						+ ". Start it again.");
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "bundled-mongo-stand-by");
		thread.setDaemon(true);
		thread.start();
	}

	private synchronized boolean takeOver() throws IOException {
		if (!this.closed) {
			this.server = BundledServer.tryStart(this.folder);
		}
		if (this.server != null && this.server.port() != this.port) {
			throw new IOException("port " + this.port + " is taken");
		}
		return this.closed || this.server != null;
	}

	/**
	 * Return the URI of a database.
	 */
	String uri(String database) {
		return "mongodb://127.0.0.1:" + this.port + "/" + database;
	}

	@Override
	public synchronized void close() throws IOException {
		this.closed = true;
		if (this.server != null) {
			this.server.close();
		}
	}

}
