package io.monarch.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import io.monarch.batch.Batches;
import io.monarch.environment.Environments;
import io.monarch.lock.LockSettings;
import io.monarch.migration.ForeignHistory;
import io.monarch.migration.MigratingApplication;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationListener;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationSettings;
import io.monarch.migration.MigrationTemplates;
import io.monarch.migration.Migrations;
import io.monarch.migration.MongoBatchMigration;
import io.monarch.migration.OutOfOrder;
import io.monarch.migration.Transactions;
import io.monarch.testsupport.GeneratedSection;
import io.monarch.testsupport.TestLocks;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Measures batch migrations beside one {@code updateMany} on the server, taking turns.
 */
class BatchBenchmark {

	private static final int TINY = Integer.getInteger("monarch.benchmark.tiny", 10_000_000);

	private static final int LARGE = Integer.getInteger("monarch.benchmark.large", 1_000_000);

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	private static final String STATEMENT = "one updateMany";

	private static final String UPDATE = "a batch migration with operators";

	private static final String PIPELINE = "a batch migration with a pipeline";

	private static final String TWO_THREADS = "a batch migration with operators, two threads";

	private static final String FUNCTION = "a batch migration with a function";

	private static final String FUNCTION_TWO_THREADS = "a batch migration with a function, two threads";

	private static final String LOOP = "a loop in Java that reads and writes in bulk";

	private static Batches batches = Batches.of("documents");

	private int value;

	@Test
	void batchMigrations() {
		StringBuilder page = new StringBuilder();
		page.append(measure(TINY, 0, "tiny documents"));
		page.append(measure(LARGE, 950, "documents of 1 kB"));
		System.out.println(page);
		if (Boolean.getBoolean("monarch.figures.write")) {
			new GeneratedSection("design/figures.md", "batches").write(page.toString());
		}
	}

	private String measure(int documents, int padding, String what) {
		Measurements measurements = new Measurements();
		StringBuilder page = new StringBuilder();
		try (TestReplicaSet server = TestReplicaSet.start(1);
				MongoClient client = MongoClients.create(server.uri());
				Environments environments = TransferBenchmark.environments(server)) {
			MongoDatabase database = client.getDatabase("source");
			fill(database.getCollection("documents", RawBsonDocument.class), documents, padding);
			for (int round = 0; round < ROUNDS; round++) {
				measurements.run(STATEMENT, () -> database.getCollection("documents")
					.updateMany(new Document(), Updates.set("value", ++this.value)));
				measurements.run(UPDATE,
						() -> run(environments, Batches.of("documents").update(Updates.set("value", ++this.value))));
				measurements.run(PIPELINE, () -> run(environments, Batches.of("documents")
					.update(List.of(new Document("$set", new Document("value", ++this.value))))));
				measurements.run(TWO_THREADS, () -> run(environments,
						Batches.of("documents").threads(2).update(Updates.set("value", ++this.value))));
				measurements.run(FUNCTION, () -> run(environments, function()));
				measurements.run(FUNCTION_TWO_THREADS, () -> run(environments, function().threads(2)));
				measurements.run(LOOP, () -> loop(database.getCollection("documents")));
			}
		}
		page.append(String.format(Locale.ROOT, "%,d %s, %d rounds, a heap of at most %d MB:%n%n", documents, what,
				ROUNDS, Runtime.getRuntime().maxMemory() >> 20));
		page.append(
				"| | ratio of medians (least–most) | medians | peak heap | peak resident |\n|---|---|---|---|---|\n");
		for (String job : List.of(UPDATE, PIPELINE, TWO_THREADS, FUNCTION, FUNCTION_TWO_THREADS, LOOP)) {
			page.append(measurements.row(job, STATEMENT));
		}
		return page.append('\n').toString();
	}

	private Batches function() {
		int next = ++this.value;
		return Batches.of("documents")
			.forEach((batch) -> batch.documents().forEach((each) -> batch.update(each, Updates.set("value", next))));
	}

	private void loop(MongoCollection<Document> collection) {
		int next = ++this.value;
		List<UpdateOneModel<Document>> writes = new ArrayList<>();
		for (Document each : collection.find().batchSize(1000)) {
			writes.add(new UpdateOneModel<>(new Document("_id", each.get("_id")), Updates.set("value", next)));
			if (writes.size() == 1000) {
				collection.bulkWrite(writes);
				writes.clear();
			}
		}
		if (!writes.isEmpty()) {
			collection.bulkWrite(writes);
		}
	}

	static void fill(MongoCollection<RawBsonDocument> collection, int documents, int padding) {
		DocumentCodec codec = new DocumentCodec();
		String text = "x".repeat(padding);
		List<RawBsonDocument> batch = new ArrayList<>();
		for (int i = 0; i < documents; i++) {
			Document document = new Document("_id", new ObjectId()).append("value", 0);
			batch.add(new RawBsonDocument((padding > 0) ? document.append("text", text) : document, codec));
			if (batch.size() == 2000 || i == documents - 1) {
				collection.insertMany(batch, new InsertManyOptions().ordered(false));
				batch.clear();
			}
		}
	}

	static void run(Environments environments, Batches described) {
		batches = described;
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.register(Change.class);
			MigrationSettings settings = new MigrationSettings(
					TestLocks.of(new LockSettings(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(5),
							Duration.ofMinutes(1))),
					OutOfOrder.RUN, Transactions.REQUIRED, ForeignHistory.REFUSE,
					new MigratingApplication("benchmark", "1"));
			MigrationRunner runner = new MigrationRunner(new Migrations(context.getDefaultListableBeanFactory(),
					new MigrationTemplates(context, true), settings), (event) -> {
					}, List.of());
			context.refresh();
			runner.migrateOne("1_change", environments.get("source"), new MigrationListener() {
			});
		}
	}

	@Migration("1_change")
	static class Change implements MongoBatchMigration {

		@Override
		public Batches batches() {
			return batches;
		}

	}

}
