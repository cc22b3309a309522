package io.monarch.faults;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a process and a MongoDB and understands what passes, so that something
 * can be done at a point: just before the n-th command reaches the server, or after the
 * server has done it and before the process knows.
 */
final class WireProxy implements AutoCloseable {

	/** What is counted; the heartbeat of the lock comes when it likes and is not. */
	private static final Set<String> POINTS = Set.of("find", "getMore", "listCollections", "insert", "update", "delete",
			"findAndModify", "create", "collMod", "createIndexes", "renameCollection", "drop", "commitTransaction",
			WireMessage.COMMIT, WireMessage.RECORD, WireMessage.RELEASE);

	private final String host;

	private final int port;

	private final ServerSocket listener;

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private final List<String> passed = new ArrayList<>();

	private Point at = Point.NONE;

	private Strike strike = (to, message) -> true;

	private volatile String reached = "";

	private volatile boolean held;

	private volatile @Nullable Throwable failure;

	WireProxy(String address) throws IOException {
		this.host = address.substring(0, address.lastIndexOf(':'));
		this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
		this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	String address() {
		return "127.0.0.1:" + this.listener.getLocalPort();
	}

	/**
	 * Do something at a point.
	 * @param point where
	 * @param what what to do
	 */
	synchronized void at(Point point, Strike what) {
		this.at = point;
		this.strike = what;
	}

	/**
	 * Do something at a point of another process, whose points are counted anew.
	 * @param point where
	 * @param what what to do
	 */
	synchronized void startAgain(Point point, Strike what) {
		this.passed.clear();
		this.reached = "";
		at(point, what);
	}

	/**
	 * Return the names of the points that have passed, in order.
	 */
	synchronized List<String> points() {
		return List.copyOf(this.passed);
	}

	/**
	 * Return the name of the point that was struck, or nothing.
	 */
	String reached() {
		return this.reached;
	}

	/**
	 * Let nothing pass for a while, neither on old connections nor on new ones.
	 */
	void hold(long millis) throws InterruptedException {
		this.held = true;
		Thread.sleep(millis);
		this.held = false;
	}

	/**
	 * Let nothing pass any more, neither on old connections nor on new ones.
	 */
	void silence() {
		this.held = true;
	}

	/**
	 * Let what the server says on the connections of now get lost for a while, as on one
	 * whose way back is broken; then they are reset. New ones are good.
	 */
	void loseReplies(long millis) {
		Set<Connection> broken = Set.copyOf(this.connections);
		broken.forEach((connection) -> connection.mute = true);
		start(() -> {
			LockSupport.parkNanos(millis * 1_000_000);
			broken.forEach(Connection::reset);
		});
	}

	/**
	 * End all connections as a peer does that shuts down.
	 */
	void end() {
		Set.copyOf(this.connections).forEach(Connection::end);
	}

	/**
	 * Reset all connections.
	 */
	void reset() {
		Set.copyOf(this.connections).forEach(Connection::reset);
	}

	private boolean pass(String phase, String command, OutputStream to, byte[] message) throws IOException {
		Strike now;
		synchronized (this) {
			this.passed.add(phase + " " + command);
			if (!this.at.isLastOf(this.passed)) {
				return true;
			}
			this.reached = phase + " " + command + ", number " + this.passed.size() + " of all";
			now = this.strike;
		}
		try {
			return now.strike(to, message);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listener.accept();
				try {
					Connection connection = new Connection(client, new Socket(this.host, this.port));
					this.connections.add(connection);
					start(connection::requests);
					start(connection::replies);
				}
				catch (IOException ex) {
					client.close();
				}
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void start(Runnable work) {
		Thread thread = new Thread(work, "wire-proxy");
		thread.setUncaughtExceptionHandler((ended, ex) -> this.failure = ex);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		this.held = false;
		reset();
		if (this.failure != null) {
			throw new IllegalStateException("The proxy has failed", this.failure);
		}
	}

	/**
	 * What is done at a point.
	 */
	@FunctionalInterface
	interface Strike {

		/**
		 * Do it.
		 * @param to where the message would go
		 * @param message the message
		 * @return whether the message still goes there
		 */
		boolean strike(OutputStream to, byte[] message) throws IOException, InterruptedException;

	}

	private final class Connection {

		private final Socket client;

		private final Socket server;

		private final Map<Integer, String> awaited = new ConcurrentHashMap<>();

		private volatile boolean mute;

		Connection(Socket client, Socket server) throws IOException {
			this.client = client;
			this.server = server;
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
		}

		void requests() {
			pump(this.client, this.server, (message, to) -> {
				String command = message.command();
				if (!POINTS.contains(command)) {
					return true;
				}
				this.awaited.put(message.id(), command);
				return pass("before", command, to, message.bytes());
			});
		}

		void replies() {
			pump(this.server, this.client, (message, to) -> {
				String command = this.awaited.remove(message.answered());
				return (command == null || pass("after", command, to, message.bytes())) && !this.mute;
			});
		}

		private void pump(Socket from, Socket to, Passage passage) {
			try {
				DataInputStream input = new DataInputStream(from.getInputStream());
				OutputStream output = to.getOutputStream();
				while (true) {
					WireMessage message = WireMessage.read(input);
					boolean passes = passage.pass(message, output);
					while (WireProxy.this.held) {
						Thread.sleep(20);
					}
					if (passes) {
						output.write(message.bytes());
					}
				}
			}
			catch (IOException ex) {
				// one side has gone, and so has the other
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			reset();
		}

		void reset() {
			WireProxy.this.connections.remove(this);
			reset(this.client);
			reset(this.server);
		}

		void end() {
			try {
				this.client.shutdownOutput();
				this.server.shutdownOutput();
			}
			catch (IOException ex) {
				reset();
			}
		}

		private static void reset(Socket socket) {
			try {
				if (!socket.isClosed()) {
					socket.setSoLinger(true, 0);
				}
				socket.close();
			}
			catch (IOException ex) {
				// it is gone
			}
		}

	}

	/**
	 * What is asked about each message.
	 */
	@FunctionalInterface
	private interface Passage {

		boolean pass(WireMessage message, OutputStream to) throws IOException;

	}

}
