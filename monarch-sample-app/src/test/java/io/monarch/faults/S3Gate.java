package io.monarch.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Stands between a process and a store that speaks S3, and does something at its n-th
 * request. A request begins where the client speaks after the server has.
 */
final class S3Gate implements AutoCloseable {

	private static final Pattern REQUEST = Pattern.compile("^(GET|PUT|POST|HEAD|DELETE) /");

	private final URI server;

	private final ServerSocket listener;

	private int requests;

	private volatile String reached = "";

	private int at;

	private boolean onwards;

	private Answer answer = (client) -> true;

	S3Gate(URI server) throws IOException {
		this.server = server;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	String endpoint() {
		return "http://127.0.0.1:" + this.listener.getLocalPort();
	}

	/**
	 * Do something at a request.
	 * @param request its number, from 1
	 * @param andAll whether to do it at all later ones as well
	 * @param what what to do
	 */
	synchronized void at(int request, boolean andAll, Answer what) {
		this.at = request;
		this.onwards = andAll;
		this.answer = what;
	}

	synchronized int requests() {
		return this.requests;
	}

	String reached() {
		return this.reached;
	}

	private boolean passes(byte[] request, int length, Socket client) throws IOException {
		Answer now;
		synchronized (this) {
			this.requests++;
			if (this.requests != this.at && !(this.onwards && this.requests > this.at)) {
				return true;
			}
			String line = new String(request, 0, length, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
			if (this.reached.isEmpty()) {
				this.reached = line;
			}
			now = this.answer;
		}
		return now.passes(client);
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listener.accept();
				Socket store = new Socket(this.server.getHost(), this.server.getPort());
				boolean[] answered = { true };
				start(() -> pump(client, store, answered, true));
				start(() -> pump(store, client, answered, false));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void pump(Socket from, Socket to, boolean[] answered, boolean requesting) {
		byte[] buffer = new byte[64 * 1024];
		try (from; to) {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
				synchronized (answered) {
					boolean begins = requesting && answered[0] && isRequest(buffer, read);
					answered[0] = !requesting;
					if (begins && !passes(buffer, read, from)) {
						return;
					}
				}
				output.write(buffer, 0, read);
			}
		}
		catch (IOException ex) {
			// one side has gone, and so has the other
		}
	}

	private static boolean isRequest(byte[] bytes, int length) {
		return REQUEST.matcher(new String(bytes, 0, Math.min(length, 20), StandardCharsets.ISO_8859_1)).find();
	}

	private static void start(Runnable work) {
		Thread thread = new Thread(work, "s3-gate");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	/**
	 * What is done at a request.
	 */
	@FunctionalInterface
	interface Answer {

		/**
		 * Do it.
		 * @param client who asked
		 * @return whether the request goes to the store; the connection ends otherwise
		 */
		boolean passes(Socket client) throws IOException;

	}

}
