package io.monarch.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Updates;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.StuckWork;
import io.monarch.testsupport.EveryServer;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestLocks;
import io.monarch.testsupport.TestStandalone;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EnvironmentLock} and {@link Lease} on a real MongoDB.
 */
@EveryServer
@RealMongo
class EnvironmentLockIntegrationTests {

	/** Renewed often, and held for as long as by default, since a machine may be slow. */
	private static final LockSettings SETTINGS = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
			Duration.ofMillis(200), Duration.ofMillis(500));

	/** How long a lock lasts at whose end a test looks. */
	private static final Duration SHORT = Duration.ofSeconds(4);

	/**
	 * The first write to a new database can take longer than a taking may on a busy
	 * machine, and is given back then.
	 */
	private static Lease take(EnvironmentLock lock) {
		for (int i = 0; i < 20; i++) {
			Lease lease = lock.tryAcquire();
			if (lease != null) {
				return lease;
			}
		}
		throw new AssertionError("The lock is not given");
	}

	@Test
	void tryAcquireWhenManyAtOnceHasOneWinnerAndTokensThatGrow(TestDatabase database) throws Exception {
		int threads = 16;
		int rounds = RoundCount.of("monarch.test.rounds", 5, 20);
		// Sixteen at once can be slow, and a taking that is too slow is given back.
		EnvironmentLock lock = TestLocks
			.of(new LockSettings(Duration.ofSeconds(60), Duration.ofSeconds(40), Duration.ofSeconds(1),
					Duration.ofMillis(500)))
			.of(database.environment());
		Queue<Long> tokens = new ConcurrentLinkedQueue<>();
		AtomicInteger winners = new AtomicInteger();
		CyclicBarrier barrier = new CyclicBarrier(threads);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> futures = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			futures.add(executor.submit(() -> {
				for (int round = 0; round < rounds; round++) {
					barrier.await();
					Lease lease = lock.tryAcquire();
					if (lease != null) {
						winners.incrementAndGet();
						tokens.add(lease.token());
					}
					barrier.await();
					if (lease != null) {
						lease.close();
					}
				}
				return null;
			}));
		}
		for (Future<?> future : futures) {
			future.get();
		}
		executor.shutdown();
		assertThat(winners).hasValue(rounds);
		// In the order in which they were given; one that was given back is left out.
		assertThat(List.copyOf(tokens)).hasSize(rounds).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void leaseIsRenewedForAsLongAsItIsHeldAndFreeAfterwards(TestDatabase database) throws Exception {
		EnvironmentLock lock = TestLocks
			.of(new LockSettings(SHORT, Duration.ofMillis(3500), Duration.ofMillis(200), Duration.ofMillis(500)))
			.of(database.environment());
		Lease lease = take(lock);
		assertThat(lease).isNotNull();
		Instant until = lock.holder().orElseThrow().until();
		await().until(() -> lock.holder().orElseThrow().until().isAfter(until.plus(SHORT)));
		assertThat(lock.tryAcquire()).isNull();
		lease.ensureHeld();
		lease.close();
		assertThat(lock.holder()).isEmpty();
		try (Lease next = lock.tryAcquire()) {
			assertThat(next).isNotNull();
			assertThat(next.token()).isEqualTo(lease.token() + 1);
		}
	}

	@Test
	void acquireWhenHeldNamesTheHolderAfterWaiting(TestDatabase database) {
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		List<LockHolder> told = new ArrayList<>();
		try (Lease lease = lock.tryAcquire()) {
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> lock.acquire(() -> true, told::add))
				.withMessageContaining("'test'")
				.withMessageContaining(String.valueOf(ProcessHandle.current().pid()))
				.satisfies((ex) -> {
					assertThat(ex.kind().exitCode()).isEqualTo(4);
					assertThat(ex.holder().token()).isEqualTo(lease.token());
					assertThat(ex.action()).contains("monarch unlock test");
				});
			assertThat(told).hasSize(1);
			assertThat(lock.acquire(() -> false, told::add)).isEmpty();
		}
	}

	@Test
	void acquireWhenHolderDiedTakesOverAfterTheLease(TestDatabase database) {
		database.collection(MonarchCollections.LOCK)
			.insertOne(record("dead:1:x", Instant.now().plusMillis(400), 7L, 1));
		EnvironmentLock lock = TestLocks
			.of(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(1),
					Duration.ofSeconds(60)))
			.of(database.environment());
		try (Lease lease = lock.acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			assertThat(lease.token()).isEqualTo(8);
		}
	}

	@LongTest
	@Test
	void tryAcquireWhenTheMajorityIsSlowGivesBackAndCanBeTriedAgain() {
		try (TestStandalone server = TestStandalone.start(); TestDatabase database = TestDatabase.on(server.uri(""))) {
			EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
			for (int code : List.of(50, 64)) {
				database.client()
					.getDatabase("admin")
					.runCommand(
							new Document("configureFailPoint", "failCommand").append("mode", new Document("times", 1))
								.append("data", new Document("failCommands", List.of("findAndModify")).append(
										"writeConcernError", new Document("code", code).append("errmsg", "too slow"))));
				assertThat(lock.tryAcquire()).isNull();
				assertThat(lock.holder()).isEmpty();
			}
			try (Lease lease = lock.tryAcquire()) {
				assertThat(lease).isNotNull();
				assertThat(lease.token()).isEqualTo(3);
			}
		}
	}

	@Test
	void acquireWhenTheServerNeverWritesTheRecordGivesUpAfterWaiting() {
		try (TestStandalone server = TestStandalone.start(); TestDatabase database = TestDatabase.on(server.uri(""))) {
			LockSettings impatient = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20),
					Duration.ofSeconds(5), Duration.ofSeconds(1));
			database.client()
				.getDatabase("admin")
				.runCommand(new Document("configureFailPoint", "failCommand").append("mode", "alwaysOn")
					.append("data", new Document("failCommands", List.of("findAndModify")).append("errorCode", 50)));
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> TestLocks.of(impatient).of(database.environment()).acquire(() -> true, (holder) -> {
				}))
				.withMessageContaining("The lock of environment 'test'")
				.withMessageContaining("is free, but its server has not completed the write that acquires it for 1 s");
		}
	}

	@Test
	void leaseWhenTakenAwayInterruptsItsHolderAndCannotFence(TestDatabase database) {
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		Lease lease = take(lock);
		lock.takeAway();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> Thread.sleep(60_000));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureHeld)
			.withMessageContaining("another process holds it");
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> lease.fence(database.environment().mongoDatabase()));
		try (Lease next = lock.tryAcquire()) {
			lease.close();
			assertThat(lock.holder().orElseThrow().token()).isEqualTo(next.token());
		}
	}

	@LongTest
	@Test
	void leaseWhenItsHolderGoesOnWithoutItIsReportedOnce(TestDatabase database) {
		Queue<MonarchException> reasons = new ConcurrentLinkedQueue<>();
		LockSettings settings = new LockSettings(Duration.ofSeconds(60), Duration.ofSeconds(50), Duration.ofMillis(200),
				Duration.ofMillis(500));
		EnvironmentLock lock = new EnvironmentLocks(settings, Recovery.NONE,
				new StuckWork(Duration.ofMillis(500), reasons::add))
			.of(database.environment());
		Lease ended = take(lock);
		lock.takeAway();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> Thread.sleep(60_000));
		ended.close();
		Lease stuck = take(lock);
		stuck.onLoss((lost) -> new MonarchException(Kind.FAILED, "It means: " + lost.getMessage(), "Look.", lost));
		lock.takeAway();
		while (!Thread.interrupted()) {
			LockSupport.parkNanos(1_000_000);
		}
		await().atMost(Duration.ofMinutes(1)).until(() -> !reasons.isEmpty());
		await().during(Duration.ofSeconds(6)).atMost(Duration.ofMinutes(1)).until(() -> reasons.size() == 1);
		assertThat(reasons.element()).hasMessageStartingWith("It means: The lock of environment 'test'")
			.hasMessageContaining("was lost: another process holds it")
			.hasMessageMatching(".*The work that held the lock was interrupted \\d+ s ago and has not stopped\\.");
		stuck.close();
	}

	@Test
	void takeAwayWhenAnotherHolderHasItByNowLeavesItToThatOne(TestDatabase database) {
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		Lease first = take(lock);
		LockHolder shown = lock.holder().orElseThrow();
		first.close();
		try (Lease second = lock.tryAcquire()) {
			assertThat(lock.takeAway(shown)).isFalse();
			second.fence(database.environment().mongoDatabase());
			assertThat(lock.takeAway(lock.holder().orElseThrow())).isTrue();
			assertThat(lock.holder()).isEmpty();
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> second.fence(database.environment().mongoDatabase()));
		}
	}

	@Test
	void fenceWhenAnEarlierTransactionIsOpenIsNotTakenOverBeforeItsEnd(TestDatabase database) {
		// Without a renewal in the meantime, which would notice the loss.
		LockSettings slow = new LockSettings(Duration.ofMinutes(10), Duration.ofMinutes(8), Duration.ofMinutes(7),
				Duration.ZERO);
		EnvironmentLock lock = TestLocks.of(slow).of(database.environment());
		try (Lease first = take(lock); ClientSession session = database.client().startSession()) {
			session.startTransaction();
			first.fence(database.database(), session);
			// As after the end of its lease.
			database.collection("monarch_lock")
				.updateOne(new Document("_id", "migrations"), Updates.set("until", new Date(0)));
			EnvironmentLock impatient = TestLocks
				.of(new LockSettings(Duration.ofMinutes(10), Duration.ofSeconds(4), Duration.ofSeconds(3),
						Duration.ZERO))
				.of(database.environment());
			assertThat(impatient.tryAcquire()).isNull();
			session.commitTransaction();
			try (Lease second = take(lock)) {
				second.fence(database.database());
				session.startTransaction();
				assertThatExceptionOfType(LockLostException.class)
					.isThrownBy(() -> first.fence(database.database(), session));
				assertThat(Thread.interrupted()).isTrue();
			}
		}
	}

	@Test
	void fenceOfAHolderThatHasReleasedTheLockIsClosed(TestDatabase database) {
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		Lease lease = take(lock);
		lease.close();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lease.fence(database.database()));
	}

	@Test
	void lockWhoseRecordWasDeletedTakesTheFenceAgain(TestDatabase database) {
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		for (int i = 0; i < 3; i++) {
			take(lock).close();
		}
		database.collection("monarch_lock").deleteOne(new Document("_id", "migrations"));
		try (Lease lease = take(lock)) {
			assertThat(lease.token()).isOne();
			lease.fence(database.database());
		}
	}

	@Test
	void fenceWhenTakenAwayNoticesBeforeTheHeartbeat(TestDatabase database) {
		LockSettings slow = new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(10),
				Duration.ZERO);
		EnvironmentLock lock = TestLocks.of(slow).of(database.environment());
		try (Lease lease = take(lock); ClientSession session = database.client().startSession()) {
			lease.ensureHeld();
			lock.takeAway();
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> lease.fence(database.environment().mongoDatabase()));
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void leaseWhenItsRecordIsDeletedIsLost(TestDatabase database) {
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		Lease lease = take(lock);
		database.collection(MonarchCollections.LOCK).drop();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> Thread.sleep(60_000));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureHeld)
			.withMessageContaining("deleted");
		lease.close();
	}

	@Test
	void acquireWhenRecordIsMalformedOrOfANewerVersionSaysSoAndUnlockMendsIt(TestDatabase database) {
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		Instant past = Instant.EPOCH;
		for (Document malformed : List.of(record("x", past, 1L, 1).append("until", "tomorrow"),
				record("x", past, 1L, 1).append("token", "seven"), new Document("_id", "migrations"),
				record("x", past, Long.MAX_VALUE, 1), record("x", past, 1L, 2))) {
			database.collection(MonarchCollections.LOCK).drop();
			database.collection(MonarchCollections.LOCK).insertOne(malformed);
			assertThatExceptionOfType(UnreadableLockException.class)
				.isThrownBy(() -> lock.acquire(() -> true, (holder) -> {
				}))
				.withMessageContaining("monarch_lock")
				.withMessageMatching("(?s).*(malformed|newer version).*")
				.satisfies((ex) -> assertThat(ex.action()).contains("monarch unlock test"))
				.satisfies((ex) -> assertThat(ex.kind().exitCode()).isEqualTo(2));
			lock.takeAway();
			try (Lease lease = lock.tryAcquire()) {
				assertThat(lease).isNotNull();
				assertThat(lease.token()).isGreaterThan(1);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "viewOn: 'x', pipeline: []", "timeseries: {timeField: 'at'}", "capped: true, size: 4096",
			"validator: {nothing: 1}" })
	void acquireWhenTheCollectionCannotHoldTheLockSaysSoAndUnlockReplacesIt(String options, TestDatabase database) {
		database.database().runCommand(Document.parse("{create: '" + MonarchCollections.LOCK + "', " + options + "}"));
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		assertThatExceptionOfType(UnreadableLockException.class).isThrownBy(() -> lock.acquire(() -> true, (holder) -> {
		}))
			.withMessageContaining("'monarch_lock'")
			.withMessageContaining("needs a plain collection")
			.satisfies((ex) -> assertThat(ex.action()).contains("monarch unlock test"))
			.satisfies((ex) -> assertThat(ex.kind().exitCode()).isEqualTo(2));
		assertThatExceptionOfType(UnreadableLockException.class).isThrownBy(lock::holder);
		lock.takeAway();
		try (Lease lease = lock.tryAcquire()) {
			assertThat(lease).isNotNull();
		}
	}

	/**
	 * Otherwise a database that is partly the old one and partly a new one would count as
	 * complete.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "capped: true, size: 4096", "validator: {owner: {$ne: ''}}" })
	void unlockOfACollectionThatCannotHoldTheLockKeepsWhatItSaysOfReplacements(String options, TestDatabase database) {
		database.database().runCommand(Document.parse("{create: '" + MonarchCollections.LOCK + "', " + options + "}"));
		database.collection(MonarchCollections.LOCK)
			.insertOne(record("x", Instant.EPOCH, 7L, 1).append("replacement", new Document("run", "y")));
		EnvironmentLock lock = TestLocks.of(SETTINGS).of(database.environment());
		assertThatExceptionOfType(UnreadableLockException.class).isThrownBy(lock::holder);
		lock.takeAway();
		assertThat(database.collection(MonarchCollections.LOCK).find(new Document("_id", "migrations")).first())
			.containsEntry("replacement", new Document("run", "y"))
			.containsEntry("token", 7L);
		assertThat(lock.holder()).isEmpty();
	}

	private static Document record(String owner, Instant until, Object token, int format) {
		return new Document("_id", "migrations").append("owner", owner)
			.append("since", Date.from(Instant.EPOCH))
			.append("until", Date.from(until))
			.append("token", token)
			.append("format", format);
	}

}
