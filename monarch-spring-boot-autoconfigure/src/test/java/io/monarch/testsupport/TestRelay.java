package io.monarch.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listens between clients and a server, and opens a connection to the server for each one
 * from a client.
 */
final class TestRelay implements AutoCloseable {

	private final String host;

	private final int port;

	private final Pair pair;

	private final ServerSocket listener;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	/**
	 * Start to listen.
	 * @param address the server's host and port
	 * @param pair is called for each pair of connections
	 */
	TestRelay(String address, Pair pair) {
		this.host = address.substring(0, address.lastIndexOf(':'));
		this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
		this.pair = pair;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Accept connections from now on.
	 */
	void accept() {
		start(this::acceptAll);
	}

	/**
	 * Return where clients connect to.
	 * @return host and port
	 */
	String address() {
		return "127.0.0.1:" + this.listener.getLocalPort();
	}

	private void acceptAll() {
		try {
			while (true) {
				connect(this.listener.accept());
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void connect(Socket client) {
		this.sockets.add(client);
		try {
			Socket server = new Socket(this.host, this.port);
			this.sockets.add(server);
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			this.pair.connected(client, server);
		}
		catch (IOException ex) {
			reset(client); // as a client without a relay would see it
		}
	}

	/**
	 * Cut a connection, so that the other end does not take it for an orderly end.
	 */
	void reset(Socket socket) {
		this.sockets.remove(socket);
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

	/**
	 * Cut all connections.
	 */
	void resetAll() {
		this.sockets.forEach(this::reset);
	}

	/**
	 * Start a thread.
	 */
	static void start(Runnable work) {
		Thread thread = new Thread(work, "test-relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		resetAll();
	}

	/**
	 * Is called when a client has connected.
	 */
	@FunctionalInterface
	interface Pair {

		void connected(Socket client, Socket server);

	}

}
