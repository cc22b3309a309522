package io.monarch.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.backup.BackupCreator;
import io.monarch.backup.BackupProver;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.Backups;
import io.monarch.backup.ProofResult;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures a proof beside a restore of the same backup, taking turns.
 */
class ProofBenchmark {

	private static final String PROOF = "proof";

	private static final String RESTORE = "restore";

	private static final String VERIFY = "verify-backup";

	private static final double SIZE = Double.parseDouble(System.getProperty("monarch.benchmark.sizes", "0.2"));

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	@Test
	void proofs() throws IOException {
		try (TestReplicaSet server = TestReplicaSet.start(1);
				MongoClient client = MongoClients.create(server.uri());
				Environments environments = TransferBenchmark.environments(server)) {
			BenchmarkData.fill(client.getDatabase("source"), SIZE);
			Environment target = environments.get("copy");
			FolderStorage storage = new FolderStorage(this.folder);
			Backups backups = new Backups(storage, Clock.systemUTC());
			DatabaseReplacement replacement = new DatabaseReplacement(Copies.LOCKS);
			String backup = new BackupCreator(storage, Compression.ZSTD, Clock.systemUTC())
				.create(environments.get("source"), EnvironmentReader.EVERYTHING, null, SILENT)
				.name();
			BackupProver prover = new BackupProver(backups, replacement, Copies.LOCKS, Clock.systemUTC());
			Measurements measurements = new Measurements();
			for (int i = 0; i < ROUNDS; i++) {
				measurements.run(VERIFY, () -> assertThat(backups.verify(backup, SILENT).isGood()).isTrue());
				measurements.run(RESTORE, () -> {
					TransferResult unused = new BackupRestorer(backups, replacement).restore(backup, target, Set.of(),
							Copies.approval(target), ReplacementOptions.DEFAULT, SILENT);
				});
				client.getDatabase("copy").drop();
				measurements.run(PROOF, () -> {
					ProofResult result = prover.prove(backup, null, target, false, SILENT);
					assertThat(result.problems()).isEmpty();
				});
			}
			System.out.println(measurements.row(PROOF, RESTORE) + measurements.row(VERIFY, RESTORE)
					+ String.format(Locale.ROOT, "size %.2f, %d rounds%n", SIZE, ROUNDS));
		}
	}

}
