package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;

import com.mongodb.client.MongoCollection;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests the lock of Mongock in the hands of Monarch.
 */
@RealMongo
@SuppressWarnings("JavaUtilDate") // as the driver reads and writes dates
class MongockLockIntegrationTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration INTERVAL = Duration.ofMillis(50);

	@Test
	void lockHasTheFormOfMongockIsRenewedAndIsDeletedAtTheEnd(TestDatabase database) {
		MongoCollection<Document> locks = database.collection("mongockLock");
		try (MongockLock lock = acquire(database)) {
			Document first = only(locks);
			assertThat(first).containsOnlyKeys("_id", "key", "status", "owner", "expiresAt")
				.containsEntry("key", "DEFAULT_KEY")
				.containsEntry("status", "LOCK_HELD")
				.containsEntry("owner", "monarch:test:1");
			assertThat(first.getDate("expiresAt")).isAfter(Instant.now().plusSeconds(20));
			await().until(() -> only(locks).getDate("expiresAt").after(first.getDate("expiresAt")));
			lock.ensureHeld();
		}
		assertThat(locks.countDocuments()).isZero();
	}

	@Test
	void lockOfMongockIsNeverTakenAwayBeforeItExpires(TestDatabase database) {
		MongoCollection<Document> locks = database.collection("mongockLock");
		locks.insertOne(ofMongock(Instant.now().plusSeconds(60)));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> acquire(database))
			.withMessageContaining("Mongock is running")
			.withMessageContaining("'old-version'")
			.extracting(MonarchException::kind)
			.isEqualTo(Kind.BUSY);
		assertThat(only(locks)).containsEntry("owner", "old-version");
		locks.updateOne(new Document(), new Document("$set", new Document("expiresAt", new Date(1))));
		try (MongockLock lock = acquire(database)) {
			assertThat(only(locks)).containsEntry("owner", "monarch:test:1");
		}
	}

	@Test
	void lockOfADeadProcessOfMonarchIsTakenOver(TestDatabase database) {
		MongoCollection<Document> locks = database.collection("mongockLock");
		locks.insertOne(ofMongock(Instant.now().plusSeconds(60)).append("owner", "monarch:pod-1:7"));
		try (MongockLock lock = acquire(database)) {
			assertThat(only(locks)).containsEntry("owner", "monarch:test:1");
		}
	}

	@Test
	void lossOfTheLockIsNoticedAndALockOfAnotherOwnerStays(TestDatabase database) {
		MongoCollection<Document> locks = database.collection("mongockLock");
		try (MongockLock lock = acquire(database)) {
			locks.updateOne(new Document(), new Document("$set", new Document("owner", "old-version")));
			await().untilAsserted(() -> assertThatExceptionOfType(MonarchException.class).isThrownBy(lock::ensureHeld)
				.withMessageContaining("The lock of Mongock in collection 'mongockLock' was lost"));
		}
		assertThat(only(locks)).containsEntry("owner", "old-version");
	}

	private static MongockLock acquire(TestDatabase database) {
		return MongockLock.acquire(database.database(), "mongockLock", "test:1", LEASE, INTERVAL);
	}

	private static Document only(MongoCollection<Document> locks) {
		assertThat(locks.countDocuments()).isOne();
		return locks.find().first();
	}

	private static Document ofMongock(Instant expiresAt) {
		return new Document("key", "DEFAULT_KEY").append("status", "LOCK_HELD")
			.append("owner", "old-version")
			.append("expiresAt", Date.from(expiresAt));
	}

}
