package io.monarch.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;

/**
 * A replica set of a test's own, whose members can be stopped, killed and made to step
 * down.
 */
public final class TestReplicaSet implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final String name;

	private final List<MongodProcess> members = new ArrayList<>();

	private TestReplicaSet(String name) {
		this.name = name;
	}

	/**
	 * Start a replica set.
	 * @param members how many members it has
	 * @param arguments what to pass to each mongod in addition
	 * @return the replica set, with a primary
	 */
	public static TestReplicaSet start(int members, String... arguments) {
		return start(ProcessHandle.current(), members, arguments);
	}

	static TestReplicaSet start(ProcessHandle owner, int members, String... arguments) {
		TestReplicaSet set = new TestReplicaSet("rs0");
		try {
			for (int i = 0; i < members; i++) {
				List<String> all = new ArrayList<>(List.of("--replSet", set.name, "--oplogSize", "200"));
				all.addAll(List.of(arguments));
				set.members.add(new MongodProcess(owner, all));
			}
			set.initiate();
			return set;
		}
		catch (RuntimeException ex) {
			set.close();
			throw ex;
		}
	}

	private void initiate() {
		List<Document> hosts = new ArrayList<>();
		for (MongodProcess member : this.members) {
			hosts.add(new Document("_id", hosts.size()).append("host", member.address()));
		}
		Document configuration = new Document("_id", this.name).append("members", hosts)
			.append("settings", new Document("electionTimeoutMillis", 2000).append("heartbeatIntervalMillis", 500));
		try (MongoClient client = direct(this.members.get(0))) {
			retry("initiate",
					() -> client.getDatabase("admin").runCommand(new Document("replSetInitiate", configuration)));
		}
		awaitPrimary();
	}

	/**
	 * Return the URI of the whole set, without a database.
	 * @return the URI, ending in a slash and options
	 */
	public String uri() {
		return uri("");
	}

	/**
	 * Return the URI of a database on the set.
	 * @param database the name of the database
	 * @return the URI
	 */
	public String uri(String database) {
		return "mongodb://" + this.members.stream().map(MongodProcess::address).collect(Collectors.joining(",")) + "/"
				+ database + "?replicaSet=" + this.name;
	}

	/**
	 * Make the primary step down, and wait until there is one again.
	 */
	public void stepDown() {
		try (MongoClient client = MongoClients.create(uri())) {
			client.getDatabase("admin").runCommand(new Document("replSetStepDown", 5).append("force", true));
		}
		awaitPrimary();
	}

	/**
	 * Kill the primary with {@code kill -9}.
	 * @return the index of the member that was killed
	 */
	public int killPrimary() {
		for (int i = 0; i < this.members.size(); i++) {
			if (this.members.get(i).isAlive() && isPrimary(this.members.get(i))) {
				this.members.get(i).kill();
				return i;
			}
		}
		throw new IllegalStateException("There is no primary to kill");
	}

	/**
	 * Start a member again that was killed.
	 * @param member its index
	 */
	public void restart(int member) {
		this.members.get(member).restart();
		awaitPrimary();
	}

	/**
	 * Stop all members with SIGSTOP.
	 */
	public void pause() {
		this.members.forEach(MongodProcess::pause);
	}

	/**
	 * Let all members go on.
	 */
	public void resume() {
		this.members.forEach(MongodProcess::resume);
	}

	private void awaitPrimary() {
		retry("find a primary", () -> {
			if (this.members.stream().noneMatch((member) -> member.isAlive() && isPrimary(member))) {
				throw new IllegalStateException("no member is primary yet");
			}
		});
	}

	private static boolean isPrimary(MongodProcess member) {
		try (MongoClient client = direct(member)) {
			return client.getDatabase("admin")
				.runCommand(new Document("hello", 1))
				.getBoolean("isWritablePrimary", false);
		}
		catch (MongoException ex) {
			return false;
		}
	}

	private static MongoClient direct(MongodProcess member) {
		return MongoClients
			.create("mongodb://" + member.address() + "/?directConnection=true&serverSelectionTimeoutMS=2000");
	}

	private void retry(String what, Runnable action) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			try {
				action.run();
				return;
			}
			catch (MongoException | IllegalStateException ex) {
				if (System.nanoTime() > end || this.members.stream().noneMatch(MongodProcess::isAlive)) {
					throw new IllegalStateException(
							"The test's MongoDB could not " + what + "; see " + this.members.get(0).log(), ex);
				}
			}
			try {
				Thread.sleep(50);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}
	}

	@Override
	public void close() {
		this.members.forEach(MongodProcess::close);
	}

}
