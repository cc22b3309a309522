package io.monarch.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.monarch.backup.archive.Compression;
import io.monarch.backup.archive.DamagedBackup;
import io.monarch.backup.archive.DamagedBackup.Damage;
import io.monarch.backup.archive.DamagedBackup.Hashes;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TemporaryDatabases;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.Zoo;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for proving backups on a real server.
 */
@RealMongo
class BackupProofIntegrationTests {

	private static final TransferListener SILENT = new TransferListener() {
	};

	@TempDir
	Path folder;

	private TestDatabase database;

	private TemporaryDatabases temporary;

	@BeforeEach
	void create(TestDatabase created) {
		this.temporary = TemporaryDatabases.since(created.client());
		this.database = created;
	}

	@Test
	void proofOfABackupWithAllKindsIsRecordedBesideIt() throws Exception {
		Zoo.fill(this.database.database());
		BackupResult backup = backUp();
		ProofResult result = prove(backup.name());
		assertThat(result.problems()).isEmpty();
		assertThat(result.recorded()).isTrue();
		assertThat(this.temporary.left()).isEmpty();
		BackupEntry entry = backups().find(backup.name());
		assertThat(entry.proofProblem()).isNull();
		assertThat(entry.proof()).isNotNull().satisfies((proof) -> {
			assertThat(proof.documents()).isEqualTo(backup.transfer().documents());
			assertThat(proof.collections()).isEqualTo(backup.transfer().collections().size());
			assertThat(proof.environment()).isEqualTo("test");
			assertThat(proof.server()).startsWith("MongoDB ");
			assertThat(proof.provenAt()).isEqualTo(result.proof().provenAt());
		});
		assertThat(backups().list()).hasSize(1);
	}

	@Test
	void proofOfABackupOfAnEarlierVersionWithoutHashesComparesTheDocuments() throws Exception {
		Zoo.fill(this.database.database());
		String old = DamagedBackup.writeWithoutHashes(this.folder, backUp().name());
		assertThat(backups().verify(old, SILENT).problems()).isEmpty();
		ProofResult result = prove(old);
		assertThat(result.problems()).isEmpty();
		assertThat(result.recorded()).isTrue();
	}

	@Test
	void documentsThatTheServerWouldDeleteAsExpiredAreProven() throws Exception {
		this.database.collection("sessions").insertOne(new Document("at", new java.util.Date(0)));
		this.database.collection("sessions")
			.createIndex(new Document("at", 1),
					new com.mongodb.client.model.IndexOptions().expireAfter(1L, java.util.concurrent.TimeUnit.DAYS));
		String backup = backUp().name();
		assertThat(prove(backup).problems()).isEmpty();
	}

	@Test
	void twoProofsAtOnceDoNotDisturbEachOther() throws Exception {
		fill();
		String backup = backUp().name();
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			List<Callable<ProofResult>> both = List.of(() -> prove(backup), () -> prove(backup));
			for (Future<ProofResult> each : threads.invokeAll(both)) {
				assertThat(each.get().recorded()).isTrue();
			}
		}
		finally {
			threads.shutdown();
		}
		assertThat(backups().find(backup).proof()).isNotNull();
	}

	@Test
	void interruptedProofDropsItsDatabaseAndRecordsNothing() throws Exception {
		fill();
		String backup = backUp().name();
		TransferListener interrupting = new TransferListener() {

			@Override
			public void swapping() {
				Thread.currentThread().interrupt();
			}

		};
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> prover().prove(backup, null, this.database.environment(), false, interrupting))
			.withMessage("Cancelled.");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.temporary.left()).isEmpty();
		assertThat(backups().find(backup).proof()).isNull();
	}

	@Test
	void backupThatWasReplacedIsNotProven() throws Exception {
		fill();
		String backup = backUp().name();
		assertThat(prove(backup).recorded()).isTrue();
		this.database.collection("dogs").insertOne(new Document("name", "another"));
		String other = backUp().name();
		Files.move(this.folder.resolve(other), this.folder.resolve(backup),
				java.nio.file.StandardCopyOption.REPLACE_EXISTING);
		assertThat(backups().find(backup).proof()).isNull();
		assertThat(backups().find(backup).proofProblem()).isNull();
	}

	@Test
	void recordThatIsDamagedOrOfAnotherBackupIsNamed() throws Exception {
		fill();
		String backup = backUp().name();
		String other = backUp().name();
		assertThat(prove(backup).recorded()).isTrue();
		Path record = this.folder.resolve("." + backup + ".proof");
		Files.copy(record, this.folder.resolve("." + other + ".proof"));
		assertThat(backups().find(other).proofProblem()).contains("." + other + ".proof", "about another backup");
		String text = Files.readString(record);
		for (String damaged : List.of(text.replaceFirst("\"documents\": \\d+", "\"documents\": 99999"), "", "[1]",
				text.substring(0, text.length() / 2), "[".repeat(60_000))) {
			Files.writeString(record, damaged);
			BackupEntry entry = backups().find(backup);
			assertThat(entry.proof()).isNull();
			assertThat(entry.proofProblem()).contains("." + backup + ".proof").contains("damaged");
			assertThat(entry.state()).isEqualTo(BackupEntry.State.COMPLETE);
		}
		assertThat(prove(backup).recorded()).isTrue();
		assertThat(backups().find(backup).proof()).isNotNull();
		backups().delete(backup);
		assertThat(record).doesNotExist();
	}

	@ParameterizedTest
	@EnumSource
	void damageThatChecksumsDoNotShowIsFound(Damage damage) throws Exception {
		fill();
		String backup = backUp().name();
		for (Hashes hashes : List.of(Hashes.ORIGINAL, Hashes.ADAPTED)) {
			assertFound(backup, damage, hashes, new SplittableRandom(damage.ordinal()));
		}
	}

	@Test
	@LongTest
	void all200DamagedBackupsAreFound() throws Exception {
		fill();
		String backup = backUp().name();
		Damage[] kinds = Damage.values();
		for (int i = 0; i < 200; i++) {
			assertFound(backup, kinds[i % kinds.length], (i % 2 == 0) ? Hashes.ORIGINAL : Hashes.ADAPTED,
					new SplittableRandom(1000 + i));
		}
	}

	private void assertFound(String backup, Damage damage, Hashes hashes, SplittableRandom random) throws Exception {
		String damaged = DamagedBackup.write(this.folder, backup, damage, hashes, random);
		try {
			ProofResult result = prove(damaged);
			assertThat(result.problems()).as(damage + " with hashes " + hashes).isNotEmpty();
			assertThat(result.proof()).isNull();
		}
		catch (MonarchException ex) {
			assertThat(ex).hasMessageContaining("two documents have the same _id"); // only
																					// by
																					// repeating
		}
		assertThat(backups().find(damaged).proof()).isNull();
		backups().delete(damaged);
	}

	private void fill() {
		for (String name : List.of("dogs", "cats", "birds")) {
			List<Document> documents = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				documents.add(new Document("_id", i).append("name", name + i).append("x", i).append("y", "z" + i));
			}
			this.database.collection(name).insertMany(documents);
			this.database.collection(name).createIndex(new Document("x", 1));
		}
		this.database.database()
			.runCommand(
					new Document("collMod", "cats").append("validator", new Document("x", new Document("$gte", 0))));
		this.database.database().createView("old", "dogs", List.of(new Document("$match", new Document("x", 1))));
	}

	private ProofResult prove(String backup) {
		return prover().prove(backup, null, this.database.environment(), false, SILENT);
	}

	private BackupProver prover() {
		return new BackupProver(backups(), new DatabaseReplacement(Copies.LOCKS), Copies.LOCKS, Clock.systemUTC());
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), Clock.systemUTC());
	}

	private BackupResult backUp() {
		return new BackupCreator(new FolderStorage(this.folder), Compression.ZSTD, Clock.systemUTC())
			.create(this.database.environment(), EnvironmentReader.EVERYTHING, null, SILENT);
	}

}
