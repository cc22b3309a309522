package io.monarch.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.BackupResult;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.testsupport.GeneratedSection;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures a copy, a backup and a restore beside their floors, taking turns.
 */
class TransferBenchmark {

	/** Each a factor of half a gigabyte. */
	private static final List<Double> SIZES = Stream.of(System.getProperty("monarch.benchmark.sizes", "1").split(","))
		.map(Double::valueOf)
		.toList();

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	/**
	 * What is added to the URI that Monarch connects with, such as
	 * {@code &compressors=zstd}.
	 */
	private static final String OPTIONS = System.getProperty("monarch.benchmark.options", "");

	private static final String OUT = "the server's `$out` and the same indexes";

	private static final String READ = "a loop that reads";

	private static final String FILES = "a loop that reads and writes to files";

	private static final String INSERT = "a loop that inserts and the same indexes";

	private static final String COPY = "copy";

	private static final String RESTORE = "restore";

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	@Test
	void transfers() throws IOException {
		StringBuilder page = new StringBuilder();
		List<Measurements> all = new ArrayList<>();
		List<Long> bytes = new ArrayList<>();
		for (double size : SIZES) {
			try (TestReplicaSet server = TestReplicaSet.start(1);
					MongoClient client = MongoClients.create(server.uri())) {
				BenchmarkData.fill(client.getDatabase("source"), size);
				Document stats = client.getDatabase("source").runCommand(new Document("dbStats", 1));
				bytes.add(((Number) stats.get("dataSize")).longValue());
				page.append(String.format(Locale.ROOT,
						"%s million documents of %d MB in 4 collections with 5 secondary indexes, %s, a heap of"
								+ " at most %d MB:%n%n",
						String.format(Locale.ROOT, "%.1f", ((Number) stats.get("objects")).doubleValue() / 1e6),
						bytes.get(bytes.size() - 1) / 1_000_000, (ROUNDS == 1) ? "one round" : ROUNDS + " rounds",
						Runtime.getRuntime().maxMemory() >> 20));
				Measurements measurements = new Measurements();
				all.add(measurements);
				measure(server, client, measurements, page);
			}
		}
		if (all.size() > 1) {
			page.append(growth(all, bytes));
		}
		System.out.println(page);
		if (Boolean.getBoolean("monarch.figures.write")) {
			String section = (all.size() > 1) ? "growth" : MongoTools.isThere() ? "tools" : "transfers";
			new GeneratedSection("design/figures.md", section).write(page.toString());
		}
	}

	private void measure(TestReplicaSet server, MongoClient client, Measurements measurements, StringBuilder page)
			throws IOException {
		Floors floors = new Floors(client, this.folder);
		MongoTools tools = new MongoTools(server, this.folder);
		FolderStorage storage = new FolderStorage(this.folder.resolve("backups"));
		List<BackupResult> backups = new ArrayList<>();
		try (Environments environments = environments(server)) {
			for (int round = 0; round < ROUNDS; round++) {
				backups.clear();
				measurements.run(OUT, floors::out);
				floors.drop();
				measurements.run(COPY, () -> Copies.copyForBenchmark(environments));
				client.getDatabase("copy").drop();
				measurements.run(READ, floors::read);
				measurements.run(FILES, floors::readIntoFiles);
				for (Compression compression : Compression.values()) {
					measurements.run(backup(compression),
							() -> backups.add(new BackupCreator(storage, compression, Clock.systemUTC())
								.create(environments.get("source"), EnvironmentReader.EVERYTHING, null, SILENT)));
				}
				measurements.run(INSERT, floors::insertFromFiles);
				floors.drop();
				measurements.run(RESTORE, () -> restore(backups.get(0).name(), storage, environments.get("copy")));
				client.getDatabase("copy").drop();
				for (BackupResult backup : backups) {
					storage.delete(backup.name());
				}
				if (MongoTools.isThere()) {
					measurements.run(MongoTools.DUMP, tools::dump);
					measurements.run(MongoTools.RESTORE, tools::restore);
					client.getDatabase("copy").drop();
					measurements.run(MongoTools.PIPE, tools::pipe);
					client.getDatabase("copy").drop();
				}
			}
		}
		if (MongoTools.isThere()) {
			compare(measurements, page);
			page.append(
					String.format(Locale.ROOT, "%n%s: its archive has %.3f of the size of the backup with zstd.%n%n",
							tools.version(), (double) tools.size() / backups.get(Compression.ZSTD.ordinal()).size()));
			return;
		}
		page.append(
				"| | ratio of medians (least–most) | medians | peak heap | peak resident |\n|---|---|---|---|---|\n");
		page.append(measurements.row(COPY, OUT));
		for (Compression compression : Compression.values()) {
			page.append(measurements.row(backup(compression), FILES));
		}
		page.append(measurements.row(backup(Compression.NONE), READ));
		page.append(measurements.row(RESTORE, INSERT));
		page.append(measurements.row(RESTORE, COPY));
		page.append(String.format(Locale.ROOT, "%nSizes: zstd %.3f and uncompressed %.2f of gzip 6 (%d MB).%n%n",
				ratio(backups, Compression.ZSTD), ratio(backups, Compression.NONE),
				backups.get(Compression.GZIP.ordinal()).size() / 1_000_000));
	}

	/**
	 * Beside the tools of MongoDB, and how the floors went meanwhile.
	 */
	private static void compare(Measurements measurements, StringBuilder page) {
		page.append("| | ratio of medians | in each round |\n|---|---|---|\n");
		page.append(measurements.rounds(backup(Compression.ZSTD), MongoTools.DUMP));
		page.append(measurements.rounds(RESTORE, MongoTools.RESTORE));
		page.append(measurements.rounds(COPY, MongoTools.PIPE));
		page.append(measurements.rounds(COPY, OUT));
		page.append(measurements.rounds(backup(Compression.ZSTD), FILES));
		page.append(measurements.rounds(RESTORE, INSERT));
	}

	private static double ratio(List<BackupResult> backups, Compression compression) {
		return (double) backups.get(compression.ordinal()).size() / backups.get(Compression.GZIP.ordinal()).size();
	}

	private static String growth(List<Measurements> all, List<Long> bytes) {
		StringBuilder page = new StringBuilder("Time by size, as a multiple of the smallest:\n\n| bytes |");
		List<String> jobs = List.of(OUT, COPY, FILES, backup(Compression.ZSTD), INSERT, RESTORE);
		page.append(String.join(" | ", jobs)).append(" |\n|").append("---|".repeat(jobs.size() + 1)).append("\n");
		for (int i = 0; i < all.size(); i++) {
			page.append(String.format(Locale.ROOT, "| × %.2f |", (double) bytes.get(i) / bytes.get(0)));
			for (String job : jobs) {
				page.append(String.format(Locale.ROOT, " × %.2f |", all.get(i).median(job) / all.get(0).median(job)));
			}
			page.append("\n");
		}
		return page.toString();
	}

	private static String backup(Compression compression) {
		return "backup with " + compression.name().toLowerCase(Locale.ROOT);
	}

	private static void restore(String name, FolderStorage storage, Environment target) {
		new BackupRestorer(new Backups(storage, Clock.systemUTC()), new DatabaseReplacement(Copies.LOCKS)).restore(name,
				target, Set.of(), Copies.approval(target), ReplacementOptions.DEFAULT, SILENT);
	}

	static Environments environments(TestReplicaSet server) {
		return Environments.of(List.of(settings(server, "source"), settings(server, "copy")), "source");
	}

	private static EnvironmentSettings settings(TestReplicaSet server, String database) {
		return new EnvironmentSettings(database,
				MongoClientSettings.builder()
					.applyConnectionString(new ConnectionString(server.uri() + OPTIONS))
					.build(),
				database, null);
	}

}
