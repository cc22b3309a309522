package io.monarch.transfer;

import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.environment.MonarchException;
import io.monarch.lock.Lease;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for copies during which single commands fail. The server of these tests makes
 * them fail when it is told to.
 */
class FailingCommandsIntegrationTests {

	private static final int INTERNAL_ERROR = 1;

	private static final int OPERATION_NOT_SUPPORTED_IN_TRANSACTION = 263;

	private static final int ILLEGAL_OPERATION = 20;

	private static final int SNAPSHOT_TOO_OLD = 239;

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
		tell("off", new Document("failCommands", List.of()));
	}

	/**
	 * As after five minutes. A small collection is read as one part, and a large one in
	 * ranges.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 20_000, 90_000 })
	void copyWhenTheSnapshotIsLostMidwayGoesOnAndSaysSo(int documents) {
		try (TestDatabase source = TestDatabase.on(server.uri()); TestDatabase target = TestDatabase.create()) {
			Ids.insert(source.collection("mixed"), documents, 1000);
			Map<String, String> complete = Picture.of(source.database());
			List<String> warnings = new CopyOnWriteArrayList<>();
			TransferResult result = copy(source, target, new TransferListener() {

				private boolean failing;

				@Override
				public synchronized void progress(String collection, long more, long bytes) {
					if (!this.failing) {
						this.failing = true;
						fail("getMore", SNAPSHOT_TOO_OLD);
					}
				}

				@Override
				public void warned(String message) {
					warnings.add(message);
				}

			});
			assertThat(result.consistent()).isFalse();
			assertThat(warnings).singleElement().asString().contains("no longer has the snapshot");
			assertThat(Picture.of(target.database())).isEqualTo(complete);
		}
	}

	@Test
	void copyWhenTheSwapIsRefusedSaysAtWhichStepAndTheNextHolderCompletesIt() throws InterruptedException {
		try (TestDatabase source = filled(); TestDatabase target = old()) {
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(source, target, swapping(() -> fail("renameCollection", INTERNAL_ERROR))))
				.withMessageContaining("The database of environment 'test'")
				.withMessageContaining("is partly the old one and partly the new one")
				.withMessageContaining("step 1 of 1, to swap in collection 'dogs'")
				.satisfies((ex) -> assertThat(ex.action()).contains("monarch recover test"));
			takeLock(target);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	/**
	 * As a server would that has no transactions for time series.
	 */
	@Test
	void copyWhenServerDoesNotTakeWritesInATransactionMakesThemWithoutOne() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(server.uri())) {
			for (TestDatabase each : List.of(source, target)) {
				each.database()
					.runCommand(
							new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
				each.collection("weather").insertOne(new Document("at", new Date(0)).append("name", each.name()));
			}
			TransferResult result = copy(source, target,
					swapping(() -> fail("delete", OPERATION_NOT_SUPPORTED_IN_TRANSACTION)));
			assertThat(result.collections()).hasSize(1);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@Test
	void copyWhenCancelledWithinTheSwapSaysThatItIsCommittedAndTheNextHolderCompletesIt() throws InterruptedException {
		try (TestDatabase source = filled(); TestDatabase target = old()) {
			Thread copying = Thread.currentThread();
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(source, target, swapping(() -> whenRenaming(copying::interrupt))))
				.withMessageContaining("The new data is committed to environment 'test'")
				.withMessageContaining("the swap was interrupted");
			assertThat(Thread.interrupted()).isTrue();
			takeLock(target);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@Test
	void copyWhenACollectionCannotBeCreatedNamesItAndLeavesTheTargetAsItWas() throws InterruptedException {
		try (TestDatabase source = filled(); TestDatabase target = old()) {
			Map<String, String> before = Picture.of(target.database());
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> copy(source, target, new TransferListener() {

					@Override
					public void started(List<CollectionDefinition> collections) {
						fail("create", INTERNAL_ERROR);
					}

				}))
				.withMessageContaining("Collection 'dogs' cannot be created")
				.withMessageContaining("failCommand");
			takeLock(target);
			assertThat(Picture.of(target.database())).isEqualTo(before);
		}
	}

	/**
	 * The first rename is that of an ordinary collection.
	 */
	@Test
	void copyWhenTheServerDoesNotRenameAnEncryptedCollectionChangesNothing() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = old()) {
			source.collection("dogs").insertOne(new Document("x", 1));
			source.database()
				.runCommand(BsonDocument.parse("{create: 'secrets'}")
					.append("encryptedFields",
							BsonDocument.parse(PreflightIntegrationTests.ENCRYPTED).get("encryptedFields")));
			Map<String, String> before = Picture.of(target.database());
			tell(new Document("skip", 1),
					new Document("failCommands", List.of("renameCollection")).append("errorCode", ILLEGAL_OPERATION));
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> copy(source, target, swapping(() -> {
			}))).withMessageContaining("'secrets' cannot be swapped into").withMessageContaining("encryptedFields");
			assertThat(Picture.of(target.database())).isEqualTo(before);
		}
	}

	private static TestDatabase filled() {
		TestDatabase source = TestDatabase.create();
		Ids.insert(source.collection("dogs"), 100, 100);
		return source;
	}

	private static TestDatabase old() {
		TestDatabase target = TestDatabase.on(server.uri());
		target.collection("dogs").insertOne(new Document("name", "old"));
		return target;
	}

	private static TransferResult copy(TestDatabase source, TestDatabase target, TransferListener listener) {
		return Copies.copier()
			.copy(source.environment(), target.environment(), Selector.EVERYTHING,
					Copies.approval(target.environment()), ReplacementOptions.DEFAULT, listener);
	}

	private static TransferListener swapping(Runnable action) {
		return new TransferListener() {

			@Override
			public void swapping() {
				action.run();
			}

		};
	}

	private static void takeLock(TestDatabase target) throws InterruptedException {
		tell("off", new Document("failCommands", List.of()));
		try (Lease lease = Copies.LOCKS.of(target.environment()).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			lease.ensureHeld();
		}
	}

	private static void fail(String command, int code) {
		tell(new Document("times", 1), new Document("failCommands", List.of(command)).append("errorCode", code));
	}

	/**
	 * Hold renames back, and do something while one of them waits.
	 */
	private static void whenRenaming(Runnable action) {
		// Connected before anything waits, so that a slow machine does not miss it.
		MongoClient client = MongoClients.create(server.uri());
		Document waiting = new Document("currentOp", 1).append("command.renameCollection",
				new Document("$exists", true));
		client.getDatabase("admin").runCommand(waiting);
		tell("alwaysOn", new Document("failCommands", List.of("renameCollection")).append("blockConnection", true)
			.append("blockTimeMS", 5000));
		Thread thread = new Thread(() -> {
			try (client) {
				while (client.getDatabase("admin").runCommand(waiting).getList("inprog", Document.class).isEmpty()) {
					Thread.onSpinWait();
				}
				action.run();
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	private static void tell(Object mode, Document data) {
		try (MongoClient client = MongoClients.create(server.uri())) {
			client.getDatabase("admin")
				.runCommand(
						new Document("configureFailPoint", "failCommand").append("mode", mode).append("data", data));
		}
	}

}
