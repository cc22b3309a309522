package io.monarch.transfer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.lock.LockSettings;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestProxy;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for copies whose connections to a server are cut in the middle of whatever is
 * sent.
 */
@InRounds
@LongTest
class ConnectionFaultsIntegrationTests {

	private static final int POINTS = RoundCount.of("monarch.test.rounds", 3, 8);

	private static final EnvironmentLocks LOCKS = Copies.locks(new LockSettings(Duration.ofSeconds(30),
			Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(60)));

	private static TestReplicaSet server;

	private static String address;

	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1);
		address = new ConnectionString(server.uri()).getHosts().get(0);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource(Side.class)
	void copyWhenConnectionsAreCutAnywhereLeavesTheOldOrTheNew(Side side) {
		try (TestDatabase source = side.source()) {
			fill(source);
			Map<String, String> complete = Picture.of(source.database());
			long bytes = bytes(side, source);
			Map<String, Integer> outcomes = new TreeMap<>();
			for (int i = 0; i < POINTS; i++) {
				try (TestDatabase target = side.target(); TestProxy proxy = new TestProxy(address)) {
					target.collection("dogs").insertOne(new Document("name", "old"));
					Map<String, String> old = Picture.of(target.database());
					long cutAt = bytes * (2 * i + 1) / (2L * POINTS);
					proxy.cutAt(cutAt);
					String outcome = copy(side, source, target, proxy);
					assertThat(proxy.wasCut()).as("cut at %d of %d bytes", cutAt, bytes).isTrue();
					takeLock(target);
					assertThat(Picture.of(target.database())).as("cut at %d of %d bytes: %s", cutAt, bytes, outcome)
						.isIn(outcome.equals("completed") ? List.of(complete) : List.of(complete, old));
					outcomes.merge(outcome, 1, Integer::sum);
				}
			}
			System.out.println(side + ": connections cut at " + POINTS + " of " + bytes + " bytes: " + outcomes);
			// Only the first contact is not tried again.
			assertThat(outcomes.keySet())
				.allMatch((outcome) -> outcome.equals("completed") || outcome.contains("cannot be reached"));
			assertThat(outcomes).containsKey("completed");
		}
	}

	private static long bytes(Side side, TestDatabase source) {
		try (TestDatabase target = side.target(); TestProxy proxy = new TestProxy(address)) {
			assertThat(copy(side, source, target, proxy)).isEqualTo("completed");
			return proxy.passed();
		}
	}

	private static String copy(Side side, TestDatabase source, TestDatabase target, TestProxy proxy) {
		try (Environments environments = Environments
			.of(List.of(settings("source", source, (side == Side.SOURCE) ? proxy : null),
					settings("target", target, (side == Side.TARGET) ? proxy : null)), "target")) {
			Environment to = environments.get("target");
			var unused = new EnvironmentCopier(new DatabaseReplacement(LOCKS)).copy(environments.get("source"), to,
					Selector.EVERYTHING, Copies.approval(to), ReplacementOptions.DEFAULT, new TransferListener() {
					});
			return "completed";
		}
		catch (MonarchException ex) {
			return "failed: " + String.valueOf(ex.getMessage()).replaceAll("'.*\\)", "");
		}
	}

	private static EnvironmentSettings settings(String name, TestDatabase database, TestProxy proxy) {
		String uri = (proxy != null) ? "mongodb://" + proxy.address() + "/?directConnection=true" : database.uri();
		return new EnvironmentSettings(name,
				MongoClientSettings.builder().applyConnectionString(new ConnectionString(uri)).build(), database.name(),
				null);
	}

	private static void fill(TestDatabase source) {
		Ids.insert(source.collection("dogs"), 9000, 300);
		source.collection("dogs").createIndex(new Document("text", 1));
		source.collection("owners").insertOne(new Document("name", "Ann"));
		source.database().runCommand(new Document("create", "log").append("capped", true).append("size", 5_000_000));
		source.collection("log")
			.insertMany(IntStream.range(0, 5000)
				.mapToObj((i) -> new Document("_id", i).append("text", "x".repeat(200)))
				.toList());
		source.database().createView("named", "dogs", List.of());
	}

	/**
	 * What the next command does, whichever it is, after which nothing is left over.
	 */
	private static void takeLock(TestDatabase target) {
		try (Lease lease = LOCKS.of(target.environment()).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			lease.ensureHeld();
		}
		assertThat(target.database().listCollectionNames().into(new ArrayList<>())).contains("monarch_lock")
			.noneMatch((name) -> name.startsWith("monarch_s"));
	}

	/**
	 * Which server the proxy stands before.
	 */
	enum Side {

		SOURCE, TARGET;

		TestDatabase source() {
			return (this == SOURCE) ? TestDatabase.on(server.uri()) : TestDatabase.create();
		}

		TestDatabase target() {
			return (this == TARGET) ? TestDatabase.on(server.uri()) : TestDatabase.create();
		}

	}

}
