package io.monarch.environment;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ConnectionId;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerId;
import com.mongodb.connection.ServerType;
import com.mongodb.event.ConnectionCheckOutStartedEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.event.ServerHeartbeatFailedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnresponsiveServerDetector} with what the driver says. Nothing has to
 * last, so the second heartbeat that is not answered in time is the one too many.
 */
class UnresponsiveServerDetectorTests {

	private final List<MonarchException> reasons = new ArrayList<>();

	private final UnresponsiveServerDetector silence = new UnresponsiveServerDetector("environment 'test'",
			new StuckWork(Duration.ZERO, this.reasons::add));

	private final ServerId server = new ServerId(new ClusterId(), new ServerAddress("localhost", 1));

	private final Throwable late = new MongoSocketReadTimeoutException("Late", this.server.getAddress(),
			new SocketTimeoutException());

	@BeforeEach
	void waitForAnAnswer() {
		this.silence.connectionCheckOutStarted(new ConnectionCheckOutStartedEvent(this.server, 1));
	}

	@Test
	void serverWhenItStaysSilentIsAbandonedOnce() {
		fail(this.late, this.late, this.late);
		assertThat(this.reasons).hasSize(1);
		assertThat(this.reasons.get(0)).hasMessageContaining("Server localhost:1 of environment 'test'");
	}

	@Test
	void serverWhenNothingWaitsIsNotAbandoned() {
		this.silence.connectionCheckedIn(new ConnectionCheckedInEvent(new ConnectionId(this.server), 1));
		fail(this.late, this.late);
		assertThat(this.reasons).isEmpty();
	}

	/**
	 * What waits is told by the system that a server is gone.
	 */
	@Test
	void serverWhenItRefusesConnectionsIsNotAbandoned() {
		Throwable refused = new MongoSocketOpenException("Refused", this.server.getAddress(), new ConnectException());
		fail(this.late, refused, refused, this.late);
		assertThat(this.reasons).isEmpty();
	}

	@Test
	void serverWhenItAnswersANewConnectionIsNotAbandoned() {
		fail(this.late);
		ServerDescription unknown = description().state(ServerConnectionState.CONNECTING).build();
		ServerDescription answering = description().state(ServerConnectionState.CONNECTED)
			.type(ServerType.STANDALONE)
			.ok(true)
			.build();
		this.silence.serverDescriptionChanged(new ServerDescriptionChangedEvent(this.server, answering, unknown));
		fail(this.late);
		assertThat(this.reasons).isEmpty();
		this.silence.serverDescriptionChanged(new ServerDescriptionChangedEvent(this.server, unknown, answering));
		fail(this.late);
		assertThat(this.reasons).hasSize(1);
	}

	private ServerDescription.Builder description() {
		return ServerDescription.builder().address(this.server.getAddress());
	}

	private void fail(Throwable... failures) {
		for (Throwable failure : failures) {
			this.silence
				.serverHeartbeatFailed(new ServerHeartbeatFailedEvent(new ConnectionId(this.server), 1, true, failure));
		}
	}

}
