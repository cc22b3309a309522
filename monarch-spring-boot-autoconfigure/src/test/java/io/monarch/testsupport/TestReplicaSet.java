package io.monarch.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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

	private final Map<Integer, MongoClient> clients = new ConcurrentHashMap<>();

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
		primary();
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
	 * Return which member is primary, and wait until there is one.
	 * @return its index
	 */
	public int primary() {
		AtomicInteger primary = new AtomicInteger();
		retry("find a primary", () -> {
			int found = 0;
			while (found < this.members.size() && !(this.members.get(found).isAlive() && isPrimary(found))) {
				found++;
			}
			if (found == this.members.size()) {
				throw new IllegalStateException("no member is primary yet");
			}
			primary.set(found);
		});
		return primary.get();
	}

	/**
	 * Make the primary step down, and wait until there is one again.
	 */
	public void stepDown() {
		stepDown(primary());
	}

	/**
	 * Make the primary step down, and wait until there is one again.
	 * @param primary its index
	 */
	public void stepDown(int primary) {
		client(primary).getDatabase("admin").runCommand(new Document("replSetStepDown", 5).append("force", true));
		primary();
	}

	/**
	 * Kill the primary with {@code kill -9}.
	 * @return the index of the member that was killed
	 */
	public int killPrimary() {
		int primary = primary();
		kill(primary);
		return primary;
	}

	/**
	 * Kill a member with {@code kill -9}.
	 * @param member its index
	 */
	public void kill(int member) {
		this.members.get(member).kill();
	}

	/**
	 * Start a member again that was killed, and wait until it takes part.
	 * @param member its index
	 */
	public void restart(int member) {
		this.members.get(member).restart();
		retry("start member " + member + " again", () -> {
			Document hello = hello(member);
			if (!hello.getBoolean("secondary", false) && !hello.getBoolean("isWritablePrimary", false)) {
				throw new IllegalStateException("the member takes no part yet");
			}
		});
		primary();
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

	private boolean isPrimary(int member) {
		try {
			return hello(member).getBoolean("isWritablePrimary", false);
		}
		catch (MongoException ex) {
			return false;
		}
	}

	private Document hello(int member) {
		return client(member).getDatabase("admin").runCommand(new Document("hello", 1));
	}

	/**
	 * Return a client of one member, which stays open: to open one takes longer than much
	 * that a test interrupts.
	 */
	private MongoClient client(int member) {
		return this.clients.computeIfAbsent(member, (index) -> direct(this.members.get(index)));
	}

	private static MongoClient direct(MongodProcess member) {
		return MongoClients.create("mongodb://" + member.address()
				+ "/?directConnection=true&serverSelectionTimeoutMS=2000&socketTimeoutMS=20000");
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
		this.clients.values().forEach(MongoClient::close);
		this.members.forEach(MongodProcess::close);
	}

}
