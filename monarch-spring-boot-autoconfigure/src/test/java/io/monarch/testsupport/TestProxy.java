package io.monarch.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * Stands between a client and a server, and cuts all connections when so many bytes have
 * passed.
 */
public final class TestProxy implements AutoCloseable {

	private final TestRelay relay;

	private long passed;

	private long cutAt = Long.MAX_VALUE;

	private boolean wasCut;

	/**
	 * Start a proxy.
	 * @param address the server's host and port
	 */
	public TestProxy(String address) {
		this.relay = new TestRelay(address, this::connected);
		this.relay.accept();
	}

	/**
	 * Return where clients connect to.
	 * @return host and port
	 */
	public String address() {
		return this.relay.address();
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

	private void connected(Socket client, Socket server) {
		TestRelay.start(() -> pump(client, server));
		TestRelay.start(() -> pump(server, client));
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
					this.relay.resetAll();
				}
			}
		}
		catch (IOException ex) {
			// one side has gone, and so has the other
		}
		this.relay.reset(from);
		this.relay.reset(to);
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

	@Override
	public void close() {
		this.relay.close();
	}

}
