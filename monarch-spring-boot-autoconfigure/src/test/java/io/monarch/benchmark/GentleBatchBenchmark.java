package io.monarch.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.environment.Environments;
import io.monarch.testsupport.GeneratedSection;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

/**
 * Measures the reads and writes of an application on three members, alone and while a
 * batch migration with a share of 30 % runs, taking turns.
 */
class GentleBatchBenchmark {

	private static final int DOCUMENTS = Integer.getInteger("monarch.benchmark.large", 300_000);

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	private static final int SECONDS = Integer.getInteger("monarch.benchmark.seconds", 15);

	private static final int PER_SECOND = 200;

	private static final double SHARE = 0.3;

	private final AtomicLong lag = new AtomicLong();

	@Test
	void applicationBesideABatchMigration() {
		List<Long> alone = new ArrayList<>();
		List<Long> beside = new ArrayList<>();
		double full = 0;
		double gentle = 0;
		try (TestReplicaSet server = TestReplicaSet.start(3);
				MongoClient client = MongoClients.create(server.uri());
				Environments environments = TransferBenchmark.environments(server)) {
			MongoDatabase database = client.getDatabase("source");
			BatchBenchmark.fill(database.getCollection("documents", RawBsonDocument.class), DOCUMENTS, 950);
			List<Object> ids = database.getCollection("documents")
				.aggregate(List.of(new Document("$sample", new Document("size", 5000))))
				.map((each) -> each.get("_id"))
				.into(new ArrayList<>());
			load(database, ids, SECONDS); // warms up
			for (int round = 1; round <= ROUNDS; round++) {
				alone.addAll(load(database, ids, SECONDS));
				Batches change = Batches.of("documents").update(Updates.set("value", round * 2));
				long start = System.nanoTime();
				BatchBenchmark.run(environments, change);
				full += DOCUMENTS * 1e9 / (System.nanoTime() - start) / ROUNDS;
				Batches again = Batches.of("documents").update(Updates.set("value", round * 2 + 1)).share(SHARE);
				long begun = System.nanoTime();
				CompletableFuture<Void> migration = CompletableFuture
					.runAsync(() -> BatchBenchmark.run(environments, again));
				while (!migration.isDone()) {
					beside.addAll(load(database, ids, 2));
					watch(client);
				}
				migration.join();
				gentle += DOCUMENTS * 1e9 / (System.nanoTime() - begun) / ROUNDS;
			}
		}
		String page = String.format(Locale.ROOT,
				"%,d documents of 1 kB, three members, %d reads and writes a second, %d rounds:%n%n"
						+ "| | alone | beside | ratio |%n|---|---|---|---|%n"
						+ "| median of reads and writes | %.1f ms | %.1f ms | %.2f |%n"
						+ "| 99th percentile of reads and writes | %.1f ms | %.1f ms | **%.2f** |%n%n"
						+ "The migration with a share of 30 %% changed %,.0f documents a second, and %,.0f without a "
						+ "share (%.0f %%). Secondaries were at most %.1f s behind.%n",
				DOCUMENTS, PER_SECOND, ROUNDS, millis(alone, 0.5), millis(beside, 0.5),
				millis(beside, 0.5) / millis(alone, 0.5), millis(alone, 0.99), millis(beside, 0.99),
				millis(beside, 0.99) / millis(alone, 0.99), gentle, full, 100 * gentle / full, this.lag.get() / 1000.0);
		System.out.println(page);
		if (Boolean.getBoolean("monarch.figures.write")) {
			new GeneratedSection("design/figures.md", "gentle-batches").write(page);
		}
	}

	/**
	 * Read and write documents at a fixed rate, in nanoseconds each. What is late because
	 * the one before was slow counts from when it should have begun.
	 */
	private static List<Long> load(MongoDatabase database, List<Object> ids, int seconds) {
		MongoCollection<Document> documents = database.getCollection("documents");
		Random random = new Random(seconds);
		List<Long> taken = new ArrayList<>();
		long interval = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
		long due = System.nanoTime();
		for (int i = 0; i < seconds * PER_SECOND; i++) {
			due += interval;
			long early = due - System.nanoTime();
			if (early > 0) {
				sleep(early);
			}
			Object id = ids.get(random.nextInt(ids.size()));
			if (i % 2 == 0) {
				documents.find(Filters.eq("_id", id)).first();
			}
			else {
				documents.updateOne(Filters.eq("_id", id), Updates.set("touched", i));
			}
			taken.add(System.nanoTime() - due);
		}
		return taken;
	}

	private static void sleep(long nanos) {
		try {
			TimeUnit.NANOSECONDS.sleep(nanos);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void watch(MongoClient client) {
		Document status = client.getDatabase("admin").runCommand(new Document("replSetGetStatus", 1));
		long[] times = status.getList("members", Document.class)
			.stream()
			.map((member) -> (Date) member.get("optimeDate"))
			.mapToLong(Date::getTime)
			.toArray();
		long behind = Arrays.stream(times).max().orElseThrow() - Arrays.stream(times).min().orElseThrow();
		this.lag.accumulateAndGet(behind, Math::max);
	}

	private static double millis(List<Long> taken, double part) {
		long[] sorted = taken.stream().mapToLong(Long::longValue).sorted().toArray();
		return sorted[(int) (part * (sorted.length - 1))] / 1e6;
	}

}
