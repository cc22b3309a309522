package io.monarch.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a client and a server, and cuts all connections when so many bytes have
 * passed.
 */
public final class TestProxy implements AutoCloseable {

	private final String host;

	private final int port;

	private final ServerSocket listener;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private long passed;

	private long cutAt = Long.MAX_VALUE;

	private boolean wasCut;

	/**
	 * Start a proxy.
	 * @param address the server's host and port
	 */
	public TestProxy(String address) {
		this.host = address.substring(0, address.lastIndexOf(':'));
		this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	/**
	 * Return where clients connect to.
	 * @return host and port
	 */
	public String address() {
		return "127.0.0.1:" + this.listener.getLocalPort();
	}

	/**
	 * Cut all connections once, in the middle of whatever is sent, when so many bytes
	 * have passed in both directions. New connections are taken again at once.
	 * @param bytes how many
	 */
	public synchronized void cutAt(long bytes) {
		this.cutAt = bytes;
	}

	/**
	 * Return how many bytes have passed.
	 * @return the bytes
	 */
	public synchronized long passed() {
		return this.passed;
	}

	/**
	 * Tell whether the connections were cut.
	 * @return whether they were
	 */
	public synchronized boolean wasCut() {
		return this.wasCut;
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listener.accept();
				this.sockets.add(client);
				try {
					Socket server = new Socket(this.host, this.port);
					this.sockets.add(server);
					client.setTcpNoDelay(true);
					server.setTcpNoDelay(true);
					start(() -> pump(client, server));
					start(() -> pump(server, client));
				}
				catch (IOException ex) {
					reset(client); // as a client without a proxy would see it
				}
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void pump(Socket from, Socket to) {
		byte[] buffer = new byte[16 * 1024];
		try {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
				int allowed = pass(read);
				output.write(buffer, 0, allowed);
				if (allowed < read) {
					this.sockets.forEach(this::reset);
				}
			}
		}
		catch (IOException ex) {
			// one side has gone, and so has the other
		}
		reset(from);
		reset(to);
	}

	/**
	 * Return how many of some bytes still pass.
	 */
	private synchronized int pass(int bytes) {
		long left = this.cutAt - this.passed;
		if (left >= bytes) {
			this.passed += bytes;
			return bytes;
		}
		this.passed = this.cutAt;
		this.cutAt = Long.MAX_VALUE;
		this.wasCut = true;
		return (int) left;
	}

	private void reset(Socket socket) {
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

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "test-proxy");
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
		this.sockets.forEach(this::reset);
	}

}
