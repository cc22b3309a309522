package io.monarch.sample.bundled;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import de.bwaldvogel.mongo.MongoServer;
import org.jspecify.annotations.Nullable;

/**
 * The server itself, in the one process that has the store's file open.
 */
final class BundledServer implements AutoCloseable {

	private final MongoServer server;

	private final FolderLock lock;

	private final int port;

	private BundledServer(MongoServer server, FolderLock lock, int port) {
		this.server = server;
		this.lock = lock;
		this.port = port;
	}

	/**
	 * Open the store of a folder and serve it, or return {@code null} if another process
	 * does.
	 */
	static @Nullable BundledServer tryStart(Path folder) throws IOException {
		FolderLock lock = FolderLock.tryAcquire(folder);
		if (lock == null) {
			return null;
		}
		try {
			PortFile portFile = new PortFile(folder);
			int port = portFile.read();
			portFile.delete(); // no process must be directed to a server that is gone
			MongoServer server = new MongoServer(new DurableBackend(folder.resolve("data.mv.db").toString()));
			// Clients of another process's server find this one at the same port.
			bind(server, isFree(port) ? port : 0);
			BundledServer bundled = new BundledServer(server, lock, server.getLocalAddress().getPort());
			portFile.write(bundled.port);
			return bundled;
		}
		catch (IOException | RuntimeException ex) {
			lock.close();
			throw ex;
		}
	}

	private static boolean isFree(int port) {
		try (ServerSocket unused = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Bind from a daemon thread: the threads of the server are then daemons too, and do
	 * not keep a process alive after a failed start.
	 */
	private static void bind(MongoServer server, int port) {
		FutureTask<Void> task = new FutureTask<>(
				() -> server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)), null);
		Thread thread = new Thread(task, "bundled-mongo-start");
		thread.setDaemon(true);
		thread.start();
		try {
			task.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("No port can be opened: " + ex.getCause(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() throws IOException {
		this.server.shutdownNow();
		this.lock.close();
	}

}
