package io.monarch.testsupport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;

/**
 * Counts what a client sends to the server, which is the same however busy the machine
 * is: but for the heartbeat of a lock, which comes when it likes and is not counted.
 */
public final class SentCommands implements CommandListener {

	private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

	/**
	 * Return an environment whose client is listened to.
	 * @param name its name
	 * @param database its database
	 * @return a registry of it alone, to be closed by the caller
	 */
	public Environments environments(String name, TestDatabase database) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(database.uri()))
			.addCommandListener(this)
			.build();
		return Environments.of(List.of(new EnvironmentSettings(name, settings, database.name(), null)), name);
	}

	@Override
	public void commandStarted(CommandStartedEvent event) {
		if (!Thread.currentThread().getName().startsWith("monarch-lock")) {
			this.counts.merge(event.getCommandName(), 1, Integer::sum);
		}
	}

	/**
	 * Return how many commands were sent.
	 * @return the number
	 */
	public int count() {
		return this.counts.values().stream().mapToInt(Integer::intValue).sum();
	}

	/**
	 * Return how often a command was sent.
	 * @param command its name
	 * @return the number
	 */
	public int count(String command) {
		return this.counts.getOrDefault(command, 0);
	}

}
