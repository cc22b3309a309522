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

import org.jspecify.annotations.Nullable;

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

	private volatile @Nullable Throwable failure;

	private int at;

	private boolean onwards;

	private Answer answer = (client) -> Fate.PASSES;

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

	private Fate fate(byte[] request, int length, Socket client) throws IOException {
		Answer now;
		synchronized (this) {
			this.requests++;
			if (this.requests != this.at && !(this.onwards && this.requests > this.at)) {
				return Fate.PASSES;
			}
			String line = new String(request, 0, length, StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
			if (this.reached.isEmpty()) {
				this.reached = line;
			}
			now = this.answer;
		}
		return now.to(client);
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listener.accept();
				Socket store = new Socket(this.server.getHost(), this.server.getPort());
				Dialogue dialogue = new Dialogue();
				start(() -> pump(client, store, dialogue, true));
				start(() -> pump(store, client, dialogue, false));
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void pump(Socket from, Socket to, Dialogue dialogue, boolean requesting) {
		byte[] buffer = new byte[64 * 1024];
		try (from; to) {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
				Fate fate = dialogue.fate;
				if (requesting && dialogue.answered && isRequest(buffer, read)) {
					fate = fate(buffer, read, from);
					dialogue.fate = fate;
				}
				dialogue.answered = !requesting;
				if (fate == Fate.ENDS || (fate == Fate.UNANSWERED && !requesting && !isInterim(buffer, read))) {
					return;
				}
				output.write(buffer, 0, read);
			}
		}
		catch (IOException ex) {
			// one side has gone, and so has the other
		}
	}

	/**
	 * Tell whether the server only says that it wants the rest of the request.
	 */
	private static boolean isInterim(byte[] bytes, int length) {
		return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 100");
	}

	private static boolean isRequest(byte[] bytes, int length) {
		return REQUEST.matcher(new String(bytes, 0, Math.min(length, 20), StandardCharsets.ISO_8859_1)).find();
	}

	private void start(Runnable work) {
		Thread thread = new Thread(work, "s3-gate");
		thread.setUncaughtExceptionHandler((ended, ex) -> this.failure = ex);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		if (this.failure != null) {
			throw new IllegalStateException("The gate to S3 has failed", this.failure);
		}
	}

	/**
	 * What is done at a request.
	 */
	@FunctionalInterface
	interface Answer {

		/**
		 * Do it.
		 * @param client who asked
		 * @return what becomes of the request
		 */
		Fate to(Socket client) throws IOException;

	}

	/**
	 * What becomes of a request.
	 */
	enum Fate {

		/** It goes to the store. */
		PASSES,

		/** The connection ends, and the store never hears of it. */
		ENDS,

		/** The store does it, and the connection ends before its answer. */
		UNANSWERED

	}

	/**
	 * Who has spoken last on a connection.
	 */
	private static final class Dialogue {

		private volatile boolean answered = true;

		private volatile Fate fate = Fate.PASSES;

	}

}
