package io.monarch.transfer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.UpdateOptions;
import io.monarch.queryset.Selector;
import io.monarch.testsupport.InRounds;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RoundCount;
import io.monarch.testsupport.TestDatabase;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for copies of a three-member set that is written to, and whose primary steps
 * down.
 */
class CopyOfLiveDataIntegrationTests {

	private static final int ACCOUNTS = 4000;

	private static TestReplicaSet set;

	@BeforeAll
	static void start() {
		set = TestReplicaSet.start(3);
	}

	@AfterAll
	static void stop() {
		set.close();
	}

	@InRounds
	@Test
	void copyWhenMoneyIsMovedMeanwhileHoldsAllOfItEachTime() throws Exception {
		try (TestDatabase source = TestDatabase.on(set.uri()); TestDatabase target = TestDatabase.create()) {
			fill(source);
			AtomicBoolean stopped = new AtomicBoolean();
			CountDownLatch moving = new CountDownLatch(1);
			CompletableFuture<Integer> mover = CompletableFuture.supplyAsync(() -> move(source, stopped, moving));
			try {
				assertThat(moving.await(1, TimeUnit.MINUTES)).isTrue();
				for (int i = 0; i < RoundCount.of("monarch.test.rounds", 1, 3); i++) {
					TransferResult result = Copies.copy(source.environment(), target.environment());
					assertThat(result.consistent()).isTrue();
					assertThat(sum(target.database(), "checking") + sum(target.database(), "savings"))
						.isEqualTo(ACCOUNTS * 200L);
				}
			}
			finally {
				stopped.set(true);
			}
			assertThat(mover.get()).isPositive();
		}
	}

	/**
	 * What the members make of a write depends on how it is logged.
	 */
	@Test
	void copyHoldsEmptyTimestampsOnEveryMember() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(set.uri())) {
			BsonTimestamp empty = new BsonTimestamp();
			var stamps = source.database().getCollection("stamps", BsonDocument.class);
			for (String name : List.of("at", "a.b", "$at", "")) {
				for (String text : List.of("", "x".repeat(500))) {
					BsonDocument stamp = new BsonDocument("_id", new BsonString(name + text)).append(name, empty)
						.append("text", new BsonString(text))
						.append("last", empty);
					stamps.updateOne(new BsonDocument("_id", stamp.get("_id")),
							List.of(new BsonDocument("$replaceWith", new BsonDocument("$literal", stamp))),
							new UpdateOptions().upsert(true));
				}
			}
			Copies.copy(source.environment(), target.environment());
			Object expected = Picture.of(source.database());
			for (String member : new ConnectionString(set.uri()).getHosts()) {
				try (MongoClient client = MongoClients.create("mongodb://" + member + "/?directConnection=true")) {
					MongoDatabase copy = client.getDatabase(target.name()).withReadPreference(ReadPreference.nearest());
					await().untilAsserted(() -> assertThat(Picture.of(copy)).isEqualTo(expected));
				}
			}
		}
	}

	@LongTest
	@Test
	void copyWhenThePrimaryOfTheSourceStepsDownIsWhole() {
		try (TestDatabase source = TestDatabase.on(set.uri()); TestDatabase target = TestDatabase.create()) {
			Ids.insert(source.collection("mixed"), 60_000, 1500);
			copyWithStepDown(source, target);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@LongTest
	@Test
	void copyWhenThePrimaryOfTheTargetStepsDownIsWhole() {
		try (TestDatabase source = TestDatabase.create(); TestDatabase target = TestDatabase.on(set.uri())) {
			Ids.insert(source.collection("mixed"), 60_000, 1500);
			source.collection("mixed").createIndex(new Document("text", 1));
			target.collection("mixed").insertOne(new Document("old", true));
			copyWithStepDown(source, target);
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	/**
	 * Copy, and let the primary step down when a third of the documents have arrived.
	 */
	private static void copyWithStepDown(TestDatabase source, TestDatabase target) {
		AtomicBoolean done = new AtomicBoolean();
		CompletableFuture<?>[] stepDown = new CompletableFuture<?>[1];
		Copies.copier()
			.copy(source.environment(), target.environment(), Selector.EVERYTHING,
					Copies.approval(target.environment()), ReplacementOptions.DEFAULT, new TransferListener() {

						private long documents;

						@Override
						public synchronized void progress(String collection, long more, long bytes) {
							this.documents += more;
							if (this.documents > 20_000 && done.compareAndSet(false, true)) {
								stepDown[0] = CompletableFuture.runAsync(set::stepDown);
							}
						}

					});
		assertThat(done).isTrue();
		stepDown[0].join();
	}

	private static void fill(TestDatabase source) {
		for (String name : List.of("checking", "savings")) {
			source.collection(name)
				.insertMany(IntStream.range(0, ACCOUNTS)
					.mapToObj((i) -> new Document("_id", i).append("amount", 100L))
					.toList());
		}
	}

	private static int move(TestDatabase source, AtomicBoolean stopped, CountDownLatch moving) {
		int moved = 0;
		ThreadLocalRandom random = ThreadLocalRandom.current();
		while (!stopped.get()) {
			try (ClientSession session = source.client().startSession()) {
				int from = random.nextInt(ACCOUNTS);
				int to = random.nextInt(ACCOUNTS);
				session.withTransaction(() -> {
					source.collection("checking")
						.updateOne(session, new Document("_id", from),
								new Document("$inc", new Document("amount", -1L)));
					return source.collection("savings")
						.updateOne(session, new Document("_id", to), new Document("$inc", new Document("amount", 1L)));
				});
				moved++;
				moving.countDown();
			}
			catch (MongoException ex) {
				// the driver has tried again long enough; the money is where it was
			}
		}
		return moved;
	}

	private static long sum(MongoDatabase database, String collection) {
		return database.getCollection(collection)
			.aggregate(List.of(Aggregates.group(null, Accumulators.sum("sum", "$amount"))))
			.first()
			.getLong("sum");
	}

}
