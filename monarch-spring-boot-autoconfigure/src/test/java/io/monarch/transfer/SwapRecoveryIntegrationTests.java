package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.TimeSeriesOptions;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.Lease;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.ReplacementRequest.Scope;
import io.monarch.transfer.SwapPlan.Step;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what others see of a database that is being replaced, or whose replacement
 * was interrupted.
 */
@EveryServer
@RealMongo
class SwapRecoveryIntegrationTests {

	private static final EnvironmentLocks LOCKS = Copies.LOCKS;

	@Test
	void copyWhenItsSourceIsPartlyReplacedIsRefusedUntilThatIsFinished(TestDatabase source) {
		try (TestDatabase target = TestDatabase.create()) {
			InterruptedSwaps.interrupt(source);
			target.collection("kept").insertOne(new Document("_id", 1));
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(source.environment(), target.environment()))
				.withMessageContaining("partly the old one and partly a new one")
				.withMessageContaining("was interrupted")
				.satisfies((ex) -> assertThat(ex.action()).contains("monarch recover test"));
			assertThat(target.collection("kept").countDocuments()).isOne();
			hold(source).close();
			assertThat(Copies.copy(source.environment(), target.environment()).collections()).hasSize(2);
			assertThat(target.collection("dogs").find().first()).containsEntry("name", "new");
		}
	}

	@Test
	void copyWhenItsSourceIsBeingReplacedWaits(TestDatabase source) {
		try (TestDatabase target = TestDatabase.create()) {
			Lease lease = hold(source);
			InterruptedSwaps.interrupt(source, lease);
			AtomicBoolean begun = new AtomicBoolean();
			CompletableFuture<Void> finished = CompletableFuture.runAsync(() -> {
				sleep(1000);
				begun.set(true);
				recover(source.environment(), lease);
				lease.close();
			});
			assertThat(Copies.copy(source.environment(), target.environment()).collections()).hasSize(2);
			assertThat(begun).as("the replacement was finished first").isTrue();
			finished.join();
			assertThat(target.collection("dogs").find().first()).containsEntry("name", "new");
		}
	}

	@Test
	void migrateWhenNothingIsPendingFinishesWhatWasCutShort(TestDatabase database) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			MigrationRunner runner = new MigrationRunner(new Migrations(context.getDefaultListableBeanFactory(),
					new MigrationTemplates(context, true), new MigrationSettings(LOCKS, OutOfOrder.RUN,
							Transactions.REQUIRED, ForeignHistory.REFUSE, MigratingApplication.UNKNOWN)),
					(event) -> {
					}, List.of());
			context.refresh();
			Environment environment = database.environment();
			assertThat(LOCKS.isRecoveryNeeded(environment)).isFalse();
			InterruptedSwaps.interrupt(database);
			assertThat(LOCKS.isRecoveryNeeded(environment)).isTrue();
			assertThat(runner.migrate(environment, new MigrationListener() {
			}).applied()).isEmpty();
			assertThat(LOCKS.isRecoveryNeeded(environment)).isFalse();
			assertThat(database.collection("dogs").find().first()).containsEntry("name", "new");
			InterruptedSwaps.beginInPlace(database, "environment 'production'", null);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> runner.migrate(environment, new MigrationListener() {
				}))
				.withMessageContaining("is incomplete");
		}
	}

	/**
	 * The advice of the mark is to replace the database by another copy, which was cut
	 * short as well.
	 */
	@Test
	void recoveryOfACommittedSwapForgetsWhatWasCutShortInPlaceBefore(TestDatabase database) {
		InterruptedSwaps.beginInPlace(database, "environment 'production'", null);
		InterruptedSwaps.interrupt(database);
		hold(database).close();
		assertThat(new SwapRecovery().isNeeded(database.environment())).isFalse();
		assertThat(database.collection("dogs").find().first()).containsEntry("name", "new");
	}

	/**
	 * A server makes and drops a time-series collection in two steps, and can be
	 * interrupted between them.
	 */
	@Test
	void recoveryDropsTheHalfOfATimeSeriesThatWasStaged(TestDatabase database) {
		InterruptedSwaps.register(database);
		database.database()
			.runCommand(new Document("create", "system.buckets." + InterruptedSwaps.staging(0))
				.append("clusteredIndex", true)
				.append("timeseries", new Document("timeField", "at")));
		database.database()
			.createCollection(InterruptedSwaps.staging(1),
					new CreateCollectionOptions().timeSeriesOptions(new TimeSeriesOptions("at")));
		database.database().runCommand(new Document("drop", "system.buckets." + InterruptedSwaps.staging(1)));
		hold(database).close();
		assertThat(database.database().listCollectionNames()).noneMatch((name) -> name.contains("monarch_staging"));
	}

	/**
	 * The transaction is tried again, and then not only until the server gives in.
	 */
	@Test
	void fenceWhenInterruptedInAnAttemptThatIsTriedAgainStaysInterrupted(TestDatabase target) {
		Environment environment = target.environment();
		try (Lease lease = Copies.LOCKS.of(environment).acquireUnrecovered((holder) -> {
		})) {
			AtomicInteger attempts = new AtomicInteger();
			Fence fence = new Fence(environment, environment.mongoDatabase(), lease);
			assertThatExceptionOfType(MongoInterruptedException.class).isThrownBy(() -> fence.run((session) -> {
				attempts.incrementAndGet();
				Thread.currentThread().interrupt();
				MongoException transientFailure = new MongoException("conflict");
				transientFailure.addLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
				throw transientFailure;
			}));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(attempts).hasValue(1);
		}
	}

	@Test
	void swapWhenWhatItDropsWasMadeAnewMeanwhileKeepsThat(TestDatabase database) {
		fillWithWhatIsDropped(database);
		record(database, Catalogue.names(database.database()));
		for (String name : List.of("sessions", "shown", "weather")) {
			database.collection(name).drop();
		}
		timeSeries(database);
		database.collection("sessions").insertOne(new Document("name", "new"));
		database.collection("shown").insertOne(new Document("name", "new"));
		hold(database).close();
		assertThat(database.database().listCollectionNames()).contains("sessions", "shown", "weather")
			.doesNotContain("old", "old_view");
	}

	private static void fillWithWhatIsDropped(TestDatabase database) {
		database.collection("sessions").insertOne(new Document("name", "old"));
		database.collection("old").insertOne(new Document("name", "old"));
		database.database().createView("shown", "sessions", List.of());
		database.database().createView("old_view", "sessions", List.of());
		timeSeries(database);
	}

	private static void timeSeries(TestDatabase database) {
		database.database()
			.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
	}

	private static void record(TestDatabase database, Map<String, CollectionDefinition> names) {
		InterruptedSwaps.commit(database,
				names.values()
					.stream()
					.filter((each) -> !each.name().startsWith("system.") && !each.name().equals("monarch_lock"))
					.map((each) -> Step.drop(each, names))
					.toList());
	}

	@Test
	void copyWhenItsSourceIsReplacedInPlaceIsRefused(TestDatabase source) {
		try (TestDatabase target = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "half"));
			InterruptedSwaps.beginInPlace(source, "environment 'production'", null);
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> Copies.copy(source.environment(), target.environment()))
				.withMessageContaining("is incomplete: replacing it in place from environment 'production'");
		}
	}

	@Test
	void replacementOfSomeCollectionsDoesNotMakeAnIncompleteDatabaseCountAsWhole(TestDatabase source) {
		try (TestDatabase target = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "new"));
			InterruptedSwaps.beginInPlace(target, "environment 'production'", null);
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> replaceDogs(source, target))
				.withMessageContaining("is incomplete");
			assertThat(target.collection("dogs").countDocuments()).isZero();
			assertThat(new SwapRecovery().isNeeded(target.environment())).isTrue();
		}
	}

	@Test
	void replacementOfSomeCollectionsInPlaceCanBeRunAgain(TestDatabase source) {
		try (TestDatabase target = TestDatabase.create()) {
			source.collection("dogs").insertOne(new Document("name", "new"));
			InterruptedSwaps.beginInPlace(target, "backup 'b'", Set.of("cats", "dogs"));
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> replaceDogs(source, target))
				.withMessageContaining("replacing cats, dogs in place from backup 'b'");
			InterruptedSwaps.beginInPlace(target, "backup 'b'", Set.of("dogs"));
			replaceDogs(source, target);
			assertThat(target.collection("dogs").countDocuments()).isOne();
			assertThat(new SwapRecovery().isNeeded(target.environment())).isFalse();
		}
	}

	/**
	 * The source sends its last step, and it arrives between a look at the names and the
	 * step of who has taken over.
	 */
	@Test
	void swapWhenAStepOfThePreviousHolderComesFirstLooksAgain(TestDatabase target) throws InterruptedException {
		target.collection(InterruptedSwaps.staging(0)).insertOne(new Document("name", "new"));
		List<Step> steps = InterruptedSwaps.identified(target,
				List.of(InterruptedSwaps.put("dogs", InterruptedSwaps.staging(0))));
		AtomicBoolean first = new AtomicBoolean(true);
		try (Environments environments = listening(target, (event) -> {
			if (event.getCommandName().equals("listCollections") && first.getAndSet(false)) {
				target.database()
					.getCollection(InterruptedSwaps.staging(0))
					.renameCollection(new MongoNamespace(target.name(), "dogs"));
			}
		})) {
			Environment environment = environments.get("test");
			try (Lease lease = Copies.LOCKS.of(environment).acquireUnrecovered((holder) -> {
			})) {
				new Swap(environment, lease, steps, Set.of()).run();
			}
		}
		assertThat(first).isFalse();
		assertThat(target.collection("dogs").find().first()).containsEntry("name", "new");
	}

	/**
	 * Otherwise the server would keep the record until it ends the transaction itself,
	 * after a minute.
	 */
	@Test
	void fenceWhenInterruptedBeforeTheCommitLeavesTheRecordOfTheLockFree(TestDatabase target) {
		AtomicBoolean armed = new AtomicBoolean();
		try (Environments environments = listening(target, (event) -> {
			if (event.getCommandName().equals("update") && armed.getAndSet(false)) {
				Thread.currentThread().interrupt();
			}
		})) {
			Environment environment = environments.get("test");
			Lease lease = Copies.LOCKS.of(environment).acquireUnrecovered((holder) -> {
			});
			Fence fence = new Fence(environment, environment.mongoDatabase(), lease);
			target.database().createCollection("dogs");
			assertThatExceptionOfType(MongoInterruptedException.class).isThrownBy(() -> fence.run((session) -> {
				environment.mongoDatabase().getCollection("dogs").insertOne(session, new Document("name", "late"));
				armed.set(true);
			}));
			assertThat(Thread.interrupted()).as("still interrupted").isTrue();
			assertThat(openTransactions(target)).as("transactions of which the server knows no end").isEmpty();
			lease.close();
		}
		assertThat(target.collection("dogs").countDocuments()).isZero();
	}

	private static List<Document> openTransactions(TestDatabase database) {
		return database.client()
			.getDatabase("admin")
			.aggregate(List.of(new Document("$currentOp", new Document("idleSessions", true)),
					new Document("$match",
							new Document("appName", database.name()).append("transaction",
									new Document("$exists", true)))))
			.into(new ArrayList<>());
	}

	private static Lease hold(TestDatabase database) {
		return LOCKS.of(database.environment()).acquire(() -> true, (holder) -> {
		}).orElseThrow();
	}

	private static void recover(Environment environment, Lease lease) {
		try {
			new SwapRecovery().recover(environment, lease);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void replaceDogs(TestDatabase source, TestDatabase target) {
		Environment environment = target.environment();
		TransferListener silent = new TransferListener() {
		};
		TransferResult unused = new DatabaseReplacement(Copies.LOCKS).replace(
				new ReplacementRequest(environment, Copies.approval(environment), Scope.COLLECTIONS, "backup 'b'",
						ReplacementOptions.DEFAULT, silent),
				(lease) -> EnvironmentReader.EVERYTHING.open(source.environment(), silent));
	}

	private static Environments listening(TestDatabase database, Consumer<CommandSucceededEvent> told) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(database.uri()))
			.applicationName(database.name())
			.addCommandListener(new CommandListener() {

				@Override
				public void commandSucceeded(CommandSucceededEvent event) {
					if (!Thread.currentThread().getName().startsWith("monarch-lock")) {
						told.accept(event);
					}
				}

			})
			.build();
		return Environments.of(List.of(new EnvironmentSettings("test", settings, database.name(), null)), "test");
	}

}
