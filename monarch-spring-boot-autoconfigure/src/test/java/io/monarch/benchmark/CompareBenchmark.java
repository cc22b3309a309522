package io.monarch.benchmark;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupResult;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.compare.CollectionComparison;
import io.monarch.compare.ComparedDatabase;
import io.monarch.compare.ComparisonOptions;
import io.monarch.compare.ComparisonResult;
import io.monarch.compare.DatabaseComparison;
import io.monarch.environment.Environments;
import io.monarch.testsupport.GeneratedSection;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseDigest;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.TransferListener;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures a comparison of two databases with differences beside reading both, taking
 * turns.
 */
class CompareBenchmark {

	/** A factor of half a gigabyte for each side. */
	private static final double SIZE = Double.parseDouble(System.getProperty("monarch.benchmark.sizes", "1"));

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	private static final int CHANGED = 100;

	private static final String READ = "a loop for each side that reads, both at once";

	private static final String ORDERED = "reading both in the order of `_id`, with a hash";

	private static final String COMPARE = "compare";

	private static final String WITH_BACKUP = "compare with a backup";

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	@Test
	void comparisons() {
		Measurements measurements = new Measurements();
		StringBuilder page = new StringBuilder();
		try (TestReplicaSet server = TestReplicaSet.start(1);
				MongoClient client = MongoClients.create(server.uri());
				Environments environments = TransferBenchmark.environments(server)) {
			BenchmarkData.fill(client.getDatabase("source"), SIZE);
			Copies.copyForBenchmark(environments);
			change(client.getDatabase("copy"));
			FolderStorage storage = new FolderStorage(this.folder);
			BackupResult backup = new BackupCreator(storage, Compression.ZSTD, Clock.systemUTC())
				.create(environments.get("source"), EnvironmentReader.EVERYTHING, null, SILENT);
			ComparedDatabase source = ComparedDatabase.of(environments.get("source"));
			ComparedDatabase copy = ComparedDatabase.of(environments.get("copy"));
			ComparedDatabase backedUp = ComparedDatabase.of(new Backups(storage, Clock.systemUTC()), backup.name(),
					null);
			for (int round = 0; round < ROUNDS; round++) {
				measurements.run(READ, () -> readBoth(client));
				measurements.run(ORDERED, () -> hashBoth(environments));
				measurements.run(COMPARE, () -> compare(source, copy));
				measurements.run(WITH_BACKUP, () -> compare(backedUp, copy));
			}
			Document stats = client.getDatabase("source").runCommand(new Document("dbStats", 1));
			page.append(String.format(Locale.ROOT,
					"2 × %.1f million documents, 2 × %d MB in 4 collections, %d of them different in each, %d rounds, a"
							+ " heap of at most %d MB:%n%n",
					((Number) stats.get("objects")).doubleValue() / 1e6,
					((Number) stats.get("dataSize")).longValue() / 1_000_000, CHANGED, ROUNDS,
					Runtime.getRuntime().maxMemory() >> 20));
		}
		page.append(
				"| | ratio of medians (least–most) | medians | peak heap | peak resident |\n|---|---|---|---|---|\n");
		page.append(measurements.row(COMPARE, READ));
		page.append(measurements.row(COMPARE, ORDERED));
		page.append(measurements.row(WITH_BACKUP, READ));
		System.out.println(page);
		if (Boolean.getBoolean("monarch.figures.write")) {
			new GeneratedSection("design/figures.md", "comparisons").write(page.toString());
		}
	}

	private static void change(MongoDatabase database) {
		for (String name : database.listCollectionNames()) {
			List<Object> ids = database.getCollection(name)
				.aggregate(List.of(new Document("$sample", new Document("size", CHANGED))))
				.map((each) -> each.get("_id"))
				.into(new java.util.ArrayList<>());
			ids.forEach((id) -> database.getCollection(name)
				.updateOne(new Document("_id", id), Updates.set("changed", true)));
		}
	}

	private void readBoth(MongoClient client) {
		Thread other = new Thread(() -> new Floors(client, this.folder, "copy").read());
		other.start();
		new Floors(client, this.folder).read();
		try {
			other.join();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void hashBoth(Environments environments) {
		DatabaseDigest source = DatabaseDigest.of(environments.get("source"), SILENT);
		DatabaseDigest copy = DatabaseDigest.of(environments.get("copy"), SILENT);
		assertThat(copy.differences(source)).isNotEmpty();
	}

	private static void compare(ComparedDatabase a, ComparedDatabase b) {
		ComparisonResult result = new DatabaseComparison().compare(a, b, ComparisonOptions.DEFAULT, SILENT);
		assertThat(result.different()).extracting(CollectionComparison::different)
			.isNotEmpty()
			.allMatch((different) -> different > 0 && different <= CHANGED);
	}

}
