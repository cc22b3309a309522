package io.monarch.environment;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.connection.ServerId;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionPoolClosedEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerListener;
import com.mongodb.event.ServerMonitorListener;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Detects that an operation waits for the reply of a server that keeps its connections
 * open but no longer answers, such as a hanging process. The driver's monitor notices,
 * but does not end the wait.
 *
 * <p>
 * Only timeouts count: a server that is unreachable for any other reason may still answer
 * on its open connections.
 */
public final class UnresponsiveServerDetector implements ServerMonitorListener, ServerListener, ConnectionPoolListener {

	private final String whose;

	private final StuckWork abandonment;

	private final Map<ServerId, Server> servers = new HashMap<>();

	/**
	 * Create for the servers of one client.
	 * @param whose the user of the client, as the message shows it
	 * @param abandonment the reaction
	 */
	public UnresponsiveServerDetector(String whose, StuckWork abandonment) {
		this.whose = whose;
		this.abandonment = abandonment;
	}

	/**
	 * Opening a connection can wait for a reply too.
	 */
	@Override
	public synchronized void connectionCheckOutStarted(ConnectionCheckOutStartedEvent event) {
		Server server = server(event.getServerId());
		if (server.waiting++ == 0) {
			server.heardOf();
		}
	}

	@Override
	public synchronized void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
		server(event.getServerId()).ended();
	}

	@Override
	public synchronized void connectionCheckedIn(ConnectionCheckedInEvent event) {
		server(event.getConnectionId().getServerId()).ended();
	}

	@Override
	public synchronized void connectionPoolClosed(ConnectionPoolClosedEvent event) {
		this.servers.remove(event.getServerId());
	}

	@Override
	public synchronized void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
		server(event.getConnectionId().getServerId()).silent = false;
	}

	/**
	 * There is no separate event for the reply to a reopened connection of the monitor.
	 */
	@Override
	public synchronized void serverDescriptionChanged(ServerDescriptionChangedEvent event) {
		if (event.getNewDescription().isOk()) {
			server(event.getServerId()).silent = false;
		}
	}

	@Override
	public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
		MonarchException reason = overdue(event.getConnectionId().getServerId(), event.getThrowable());
		if (reason != null) {
			this.abandonment.action().accept(reason);
		}
	}

	/**
	 * The first failure only starts the measurement, so that neither a process that was
	 * paused nor infrequent heartbeats can exceed it.
	 */
	private synchronized @Nullable MonarchException overdue(ServerId id, Throwable failure) {
		Server server = server(id);
		boolean before = server.silent;
		server.silent = isTimeout(failure);
		if (!before || !server.silent) {
			server.heardOf();
			return null;
		}
		Duration silent = Duration.ofNanos(System.nanoTime() - server.heardOf);
		if (server.abandoned || server.waiting == 0 || silent.compareTo(this.abandonment.after()) < 0) {
			return null;
		}
		server.abandoned = true;
		return new MonarchException(Kind.FAILED,
				"Server " + id.getAddress() + " of " + this.whose + " has not answered for " + silent.toSeconds()
						+ " s, and an operation is waiting for its answer.",
				"Check whether the server hangs. Run the command again when the server answers: a later command "
						+ "recovers what was interrupted.",
				failure);
	}

	private static boolean isTimeout(Throwable failure) {
		for (Throwable cause : Causes.of(failure)) {
			if (cause instanceof MongoSocketReadTimeoutException || cause instanceof SocketTimeoutException) {
				return true;
			}
		}
		return false;
	}

	private Server server(ServerId id) {
		return this.servers.computeIfAbsent(id, (unused) -> new Server());
	}

	/**
	 * The state of a server.
	 */
	private static final class Server {

		/** The number of connections that were requested and not returned. */
		private int waiting;

		/** Whether the last heartbeat was not answered in time. */
		private boolean silent;

		/**
		 * The start of its silence or of the wait for it, or the last end of an
		 * operation, successful or not.
		 */
		private long heardOf = System.nanoTime();

		private boolean abandoned;

		private void heardOf() {
			this.heardOf = System.nanoTime();
		}

		private void ended() {
			this.waiting--;
			heardOf();
		}

	}

}
