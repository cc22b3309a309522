package io.monarch.environment;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ServerId;
import com.mongodb.event.ConnectionCheckOutFailedEvent;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import com.mongodb.event.ServerHeartbeatSucceededEvent;
import com.mongodb.event.ServerMonitorListener;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that something waits for the answer of a server that keeps its connections
 * and says nothing any more, as one does whose process hangs. The driver's monitor
 * notices, but does not end that waiting.
 */
public final class ServerSilence implements ServerMonitorListener, ConnectionPoolListener {

	private final String whose;

	private final Abandonment abandonment;

	private final Map<ServerId, Server> servers = new HashMap<>();

	/**
	 * Create for the servers of one client.
	 * @param whose what the client is for, as it is said in the message
	 * @param abandonment what is done about it
	 */
	public ServerSilence(String whose, Abandonment abandonment) {
		this.whose = whose;
		this.abandonment = abandonment;
	}

	/**
	 * What opens a connection can wait for an answer too.
	 */
	@Override
	public synchronized void connectionCheckOutStarted(ConnectionCheckOutStartedEvent event) {
		server(event.getServerId()).waiting++;
	}

	@Override
	public synchronized void connectionCheckOutFailed(ConnectionCheckOutFailedEvent event) {
		server(event.getServerId()).waiting--;
	}

	@Override
	public synchronized void connectionCheckedIn(ConnectionCheckedInEvent event) {
		server(event.getConnectionId().getServerId()).waiting--;
	}

	@Override
	public synchronized void serverHeartbeatSucceeded(ServerHeartbeatSucceededEvent event) {
		server(event.getConnectionId().getServerId()).answeredAt = System.nanoTime();
	}

	@Override
	public void serverHeartbeatFailed(ServerHeartbeatFailedEvent event) {
		MonarchException reason = overdue(event.getConnectionId().getServerId(), event.getThrowable());
		if (reason != null) {
			this.abandonment.action().accept(reason);
		}
	}

	private synchronized @Nullable MonarchException overdue(ServerId id, Throwable failure) {
		Server server = server(id);
		Duration silent = Duration.ofNanos(System.nanoTime() - server.answeredAt);
		if (server.abandoned || server.waiting == 0 || silent.compareTo(this.abandonment.after()) < 0) {
			return null;
		}
		server.abandoned = true;
		ServerAddress address = id.getAddress();
		return new MonarchException(Kind.FAILED,
				"Server " + address + " of " + this.whose + " has not answered for " + silent.toSeconds()
						+ " s, and something waits for its answer.",
				"See whether the server hangs, and run it again when it answers: what was cut short is settled then.",
				failure);
	}

	private Server server(ServerId id) {
		return this.servers.computeIfAbsent(id, (unused) -> new Server());
	}

	/**
	 * What is known of a server.
	 */
	private static final class Server {

		private int waiting;

		private long answeredAt = System.nanoTime();

		private boolean abandoned;

	}

}
