package io.monarch.transfer;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.InterruptedReplacement.Outcome;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tests for servers that refuse commands at any moment of a replacement. The moment, the
 * command and the error are drawn from a seed: {@code -Dmonarch.test.seed=…} plays it
 * again, and {@code -Dmonarch.test.rounds=…} plays more.
 */
class SwapFaultsIntegrationTests {

	/** Of each kind of refusal one, but for those that a client waits for. */
	private static final List<Integer> ERRORS = List.of(1, 13, 20, 26, 50, 72, 115, 263, 408, 12586, 12587);

	private static final List<String> COMMANDS = List.of("create", "drop", "renameCollection", "collMod",
			"createIndexes", "insert", "delete", "listCollections", "listIndexes");

	private final ReplacementRecovery recovery = new ReplacementRecovery(Copies.LOCKS);

	private static TestReplicaSet server;

	@BeforeAll
	static void start() {
		server = TestReplicaSet.start(1);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@AfterEach
	void succeedAgain() {
		tell("off", List.of(), 0);
	}

	@InRounds
	@Test
	void copyWhenTheServerRefusesAnythingIsTheOldTheNewOrRecovered() {
		long seed = Long.getLong("monarch.test.seed", 17);
		int rounds = RoundCount.of("monarch.test.rounds", 4, 24);
		Map<String, Integer> outcomes = new TreeMap<>();
		try (TestDatabase source = TestDatabase.on(server.uri())) {
			ReplacedDatabase.fill(source.database());
			Map<String, String> complete = Picture.of(source.database());
			for (int round = 0; round < rounds; round++) {
				Random random = new Random(seed + round);
				outcomes.merge(play(random, source, complete, "seed " + (seed + round)), 1, Integer::sum);
			}
		}
		System.out.println("copies during which the server refused a command, from seed " + seed + ": " + outcomes);
	}

	private String play(Random random, TestDatabase source, Map<String, String> complete, String round) {
		List<String> commands = List.of(COMMANDS.get(random.nextInt(COMMANDS.size())));
		int error = ERRORS.get(random.nextInt(ERRORS.size()));
		boolean inSwap = random.nextInt(3) > 0;
		int skipped = random.nextInt(inSwap ? 4 : 12);
		String what = round + ": " + commands + " fails with " + error + " after " + skipped
				+ (inSwap ? " in the swap" : " from the beginning");
		try (TestDatabase target = TestDatabase.on(server.uri())) {
			ReplacedDatabase.fillOld(target.database());
			Map<String, String> old = Picture.of(target.database());
			Environment environment = target.environment();
			if (!inSwap) {
				tell(new Document("skip", skipped), commands, error);
			}
			Throwable failure = catchThrowable(() -> Copies.copier()
				.copy(source.environment(), environment, Selector.EVERYTHING, Copies.approval(environment),
						ReplacementOptions.DEFAULT, new TransferListener() {

							@Override
							public void swapping() {
								if (inSwap) {
									tell(new Document("skip", skipped), commands, error);
								}
							}

						}));
			tell("off", List.of(), 0);
			if (failure != null) {
				assertThat(failure).as(what).isInstanceOf(MonarchException.class);
			}
			boolean interrupted = this.recovery.find(environment).isPresent();
			if (!interrupted && failure != null) {
				this.recovery.complete(environment, (holder) -> {
				});
				assertThat(Picture.of(target.database())).as(what).isEqualTo(old);
				return "old";
			}
			if (interrupted) {
				assertThat(failure).as(what).isNotNull();
				abandonOrRecover(environment, random, what, target, old);
				if (Picture.of(target.database()).equals(old)) {
					return "abandoned";
				}
			}
			// What the server did not let it drop in the end, the next holder of the lock
			// drops.
			this.recovery.complete(environment, (holder) -> {
			});
			assertThat(Picture.of(target.database())).as(what).isEqualTo(complete);
			return interrupted ? "recovered" : "new";
		}
	}

	/**
	 * Where abandoning leads to the old database, do that every other time.
	 */
	private void abandonOrRecover(Environment environment, Random random, String what, TestDatabase target,
			Map<String, String> old) {
		InterruptedReplacement left = this.recovery.find(environment).orElseThrow();
		if (left.outcome() == Outcome.OLD && random.nextBoolean()) {
			this.recovery.abandon(environment, left, Copies.approval(environment), (holder) -> {
			});
			assertThat(Picture.of(target.database())).as(what).isEqualTo(old);
		}
		else {
			this.recovery.complete(environment, (holder) -> {
			});
		}
		assertThat(this.recovery.find(environment)).as(what).isEmpty();
	}

	/**
	 * The server renames nothing over a collection on which an index is being built.
	 */
	@Test
	void copyWhenAnIndexIsBeingBuiltOnTheOldCollectionReplacesIt() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(server.uri())) {
			source.collection("dogs").insertOne(new Document("name", "new"));
			target.collection("dogs").insertOne(new Document("name", "old"));
			failPoint("hangAfterStartingIndexBuild", "alwaysOn");
			CompletableFuture<Throwable> build = CompletableFuture.supplyAsync(
					() -> catchThrowable(() -> target.collection("dogs").createIndex(new Document("name", 1))));
			try {
				await().until(() -> target.database()
					.runCommand(new Document("collStats", "dogs"))
					.getList("indexBuilds", String.class)
					.contains("name_1"));
				Copies.copy(source.environment(), target.environment());
				assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
			}
			finally {
				failPoint("hangAfterStartingIndexBuild", "off");
			}
			assertThat(build.join()).as("the build on the old collection").isNotNull();
		}
	}

	@Test
	void copyWhenTheServerDoesNotRenameOverAnotherCollectionChangesNothing() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(server.uri())) {
			source.collection("dogs").insertOne(new Document("name", "new"));
			target.collection("dogs").insertOne(new Document("name", "old"));
			Map<String, String> before = Picture.of(target.database());
			for (int error : List.of(1, 20, 72, 115, 263, 12587)) {
				tell("alwaysOn", List.of("renameCollection"), error);
				assertThatExceptionOfType(MonarchException.class)
					.isThrownBy(() -> Copies.copy(source.environment(), target.environment()))
					.withMessageContaining("rename a collection over another one")
					.satisfies((ex) -> assertThat(ex.action()).contains("Nothing was changed"));
				assertThat(Picture.of(target.database())).isEqualTo(before);
			}
		}
	}

	private static void tell(Object mode, List<String> commands, int error) {
		Document data = new Document("failCommands", commands).append("errorCode", error);
		run(new Document("configureFailPoint", "failCommand").append("mode", mode).append("data", data));
	}

	private static void failPoint(String name, String mode) {
		run(new Document("configureFailPoint", name).append("mode", mode));
	}

	private static void run(Document command) {
		try (MongoClient client = MongoClients.create(server.uri())) {
			client.getDatabase("admin").runCommand(command);
		}
	}

}
