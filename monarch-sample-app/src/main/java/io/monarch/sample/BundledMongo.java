package io.monarch.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB that the application brings along, so that it can be tried with nothing
 * installed. The first process that uses a folder opens the store in it and serves it on
 * a port of this machine; others use that server, as an administrator's process does
 * beside the running application.
 */
final class BundledMongo implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	/** What a process that is killed loses at most. */
	private static final Duration COMMIT_DELAY = Duration.ofMillis(100);

	private final int port;

	private final @Nullable Owned owned;

	private BundledMongo(int port, @Nullable Owned owned) {
		this.port = port;
		this.owned = owned;
	}

	/**
	 * Open the store, or find the process that has it open.
	 */
	static BundledMongo open(Path folder) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		try {
			Files.createDirectories(folder);
			while (System.nanoTime() < end) {
				BundledMongo mongo = tryOpen(folder);
				if (mongo != null) {
					return mongo;
				}
				Thread.sleep(100); // its owner is just starting or ending
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The data of the sample cannot be opened in " + folder.toAbsolutePath(),
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new IllegalStateException("Another process has the data of the sample open in " + folder.toAbsolutePath()
				+ " and does not answer. End it, or use another folder: --sample.data=<folder>");
	}

	private static @Nullable BundledMongo tryOpen(Path folder) throws IOException {
		Path portFile = folder.resolve("port");
		FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		FileLock lock = channel.tryLock();
		if (lock != null) {
			return own(folder, portFile, channel);
		}
		channel.close();
		Integer port = Files.exists(portFile) ? Integer.valueOf(Files.readString(portFile).strip()) : null;
		return (port != null && answers(port)) ? new BundledMongo(port, null) : null;
	}

	private static BundledMongo own(Path folder, Path portFile, FileChannel channel) throws IOException {
		Files.deleteIfExists(portFile); // of a process that was killed
		MVStore store = new MVStore.Builder().fileName(folder.resolve("data.mv.db").toString()).open();
		store.setAutoCommitDelay((int) COMMIT_DELAY.toMillis());
		MongoServer server = new MongoServer(new H2Backend(store));
		server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		int port = server.getLocalAddress().getPort();
		Path temporary = Files.writeString(folder.resolve("port.new"), String.valueOf(port));
		Files.move(temporary, portFile, StandardCopyOption.ATOMIC_MOVE);
		return new BundledMongo(port, new Owned(server, portFile, channel));
	}

	private static boolean answers(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Return the URI of a database.
	 */
	String uri(String database) {
		return "mongodb://127.0.0.1:" + this.port + "/" + database;
	}

	@Override
	public void close() throws IOException {
		if (this.owned != null) {
			this.owned.close();
		}
	}

	/**
	 * What the process that has the store open holds.
	 */
	private record Owned(MongoServer server, Path portFile, FileChannel lock) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			Files.deleteIfExists(this.portFile);
			this.server.shutdownNow();
			this.lock.close();
		}

	}

}
