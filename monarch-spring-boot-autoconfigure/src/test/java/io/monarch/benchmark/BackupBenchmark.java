package io.monarch.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.mongodb.ClientSessionOptions;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.BackupResult;
import io.monarch.backup.Backups;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.TransferListener;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares a backup with a plain loop of the driver that reads everything at a snapshot
 * and writes it to a file, and a restore with a copy.
 */
class BackupBenchmark {

	private static final double SIZE = Double.parseDouble(System.getProperty("monarch.benchmark.size", "1"));

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	private static final boolean RESTORE = Boolean
		.parseBoolean(System.getProperty("monarch.benchmark.restore", "true"));

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	@Test
	void backupAndRestore() {
		try (TestReplicaSet server = TestReplicaSet.start(1); MongoClient client = MongoClients.create(server.uri())) {
			BenchmarkData.fill(client.getDatabase("source"), SIZE);
			try (Environments environments = CopyBenchmark.environments(server)) {
				measure(environments, client);
			}
		}
	}

	private void measure(Environments environments, MongoClient client) {
		FolderStorage storage = new FolderStorage(this.folder.resolve("backups"));
		List<Double> loops = new ArrayList<>();
		List<List<Double>> backups = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		List<Double> restores = new ArrayList<>();
		List<Double> copies = new ArrayList<>();
		List<BackupResult> last = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			loops.add(Timing.seconds(() -> loop(client)));
			last.clear();
			for (Compression compression : Compression.values()) {
				BackupCreator creator = new BackupCreator(storage, compression, Clock.systemUTC());
				backups.get(compression.ordinal())
					.add(Timing.seconds(() -> last
						.add(creator.create(environments.get("source"), EnvironmentReader.EVERYTHING, null, SILENT))));
			}
			if (RESTORE) {
				restores.add(Timing.seconds(() -> restore(last.get(0).name(), storage, environments.get("copy"))));
				copies.add(Timing.seconds(() -> Copies.copyForBenchmark(environments)));
			}
		}
		for (Compression compression : Compression.values()) {
			Timing.print("backup with " + compression + " of size " + SIZE, backups.get(compression.ordinal()),
					"a plain loop into a file", loops);
		}
		if (RESTORE) {
			Timing.print("restore of size " + SIZE, restores, "a copy", copies);
		}
		System.out.printf(Locale.ROOT, "sizes: ZSTD %.3f, NONE %.3f of GZIP (%d bytes)%n",
				(double) last.get(0).size() / last.get(1).size(), (double) last.get(2).size() / last.get(1).size(),
				last.get(1).size());
	}

	private static void restore(String name, FolderStorage storage, Environment target) {
		new BackupRestorer(new Backups(storage, Clock.systemUTC()), new DatabaseReplacement(Copies.LOCK)).restore(name,
				target, Set.of(), Copies.approval(target), false, SILENT);
	}

	private void loop(MongoClient client) {
		try (ClientSession session = client.startSession(ClientSessionOptions.builder().snapshot(true).build());
				OutputStream output = Files.newOutputStream(this.folder.resolve("loop.bson"))) {
			byte[] buffer = new byte[8 << 20];
			int length = 0;
			for (String name : client.getDatabase("source").listCollectionNames()) {
				for (RawBsonDocument document : client.getDatabase("source")
					.getCollection(name, RawBsonDocument.class)
					.find(session)) {
					int size = document.getByteBuffer().remaining();
					if (length + size > buffer.length) {
						output.write(buffer, 0, length);
						length = 0;
					}
					document.getByteBuffer().get(buffer, length, size);
					length += size;
				}
			}
			output.write(buffer, 0, length);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
