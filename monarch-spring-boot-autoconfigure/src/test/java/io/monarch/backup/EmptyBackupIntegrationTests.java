package io.monarch.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.Picture;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import io.monarch.transfer.TransferResult;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for backups that hold no data of users.
 */
@RealMongo
class EmptyBackupIntegrationTests {

	private static final TransferListener SILENT = new TransferListener() {
	};

	private static final ReplacementOptions ALLOWED = ReplacementOptions.DEFAULT.withAllowEmpty(true);

	@TempDir
	Path folder;

	@Test
	void createWhenTheDatabaseIsEmptyIsRefusedAndLeavesNothing(TestDatabase source) {
		MonarchException nothing = catchThrowableOfType(MonarchException.class, () -> create(source, false));
		assertThat(nothing).hasMessageContaining("holds no documents and no collections")
			.hasMessageContaining(source.name());
		assertThat(nothing.kind()).isEqualTo(Kind.BAD_INPUT);
		assertThat(nothing.action()).contains("--allow-empty");
		source.collection("monarch_migrations").insertOne(new Document("_id", "1"));
		assertThat(catchThrowableOfType(MonarchException.class, () -> create(source, false)))
			.hasMessageContaining("holds no documents but the history of its migrations");
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void restoreOfAnEmptyBackupThatWasAllowedHasToBeAllowedToo(TestDatabase source) {
		source.collection("monarch_migrations").insertOne(new Document("_id", "1"));
		String backup = create(source, true).name();
		assertThat(backups().verify(backup, SILENT).problems()).isEmpty();
		source.collection("dogs").insertOne(new Document("x", 1));
		assertThatRestoreIsRefused(backup, source, Set.of());
		restore(backup, source, Set.of(), ALLOWED.withInPlace(true));
		assertThat(source.database().listCollectionNames()).contains("monarch_migrations").doesNotContain("dogs");
	}

	@ParameterizedTest
	@ValueSource(strings = { "empty.zip", "history.zip", "views.zip", "emptied.zip", "directory" })
	void restoreOfADumpWithoutDocumentsIsRefusedAndVerifyDoesNotCallItGood(String form, TestDatabase target)
			throws IOException {
		Path dump = dump(form);
		target.collection("dogs").insertOne(new Document("x", 1));
		Verification verification = backups().verify(dump.toString(), SILENT);
		if (!form.equals("history.zip")) {
			assertThat(verification.problems()).singleElement().asString().contains("holds no ");
		}
		assertThatRestoreIsRefused(dump.toString(), target, Set.of());
		restore(dump.toString(), target, Set.of(), ALLOWED.withInPlace(true));
		assertThat(target.collection("dogs").countDocuments()).isZero();
	}

	@Test
	void restoreOfNamedCollectionsWithoutDocumentsIsRefusedButNotOfAView(TestDatabase source) {
		source.collection("dogs").insertOne(new Document("x", 1));
		source.database().createCollection("cats");
		source.database().createView("seen", "dogs", java.util.List.of());
		String backup = create(source, false).name();
		source.collection("cats").insertOne(new Document("x", 1));
		source.collection("seen").drop();
		assertThatRestoreIsRefused(backup, source, Set.of("cats"));
		assertThatRestoreIsRefused(backup, source, Set.of("cats", "seen"));
		restore(backup, source, Set.of("seen"), ReplacementOptions.DEFAULT);
		assertThat(source.collection("seen").countDocuments()).isOne();
		restore(backup, source, Set.of("cats"), ALLOWED);
		assertThat(source.collection("cats").countDocuments()).isZero();
	}

	private void assertThatRestoreIsRefused(String backup, TestDatabase target, Set<String> only) {
		Map<String, String> old = Picture.of(target.database());
		for (boolean inPlace : new boolean[] { false, true }) {
			MonarchException failure = catchThrowableOfType(MonarchException.class,
					() -> restore(backup, target, only, ReplacementOptions.DEFAULT.withInPlace(inPlace)));
			assertThat(failure).hasMessageContaining("holds no ").hasMessageContaining(backup);
			assertThat(failure.kind()).isEqualTo(Kind.BAD_INPUT);
			assertThat(Picture.of(target.database())).isEqualTo(old);
		}
		assertThat(catchThrowableOfType(MonarchException.class, () -> backups().requireGood(backup, null, only, false)))
			.hasMessageContaining("holds no documents");
	}

	private Path dump(String form) throws IOException {
		Path path = this.folder.resolve(form);
		byte[] view = "{\"options\":{\"viewOn\":\"dogs\",\"pipeline\":[]},\"indexes\":[]}"
			.getBytes(StandardCharsets.UTF_8);
		switch (form) {
			case "empty.zip" -> zip(path, Map.of());
			case "history.zip" -> zip(path, Map.of("monarch_migrations.bson", history()));
			case "views.zip" -> zip(path, Map.of("seen.metadata.json", view));
			case "emptied.zip" -> zip(path, Map.of("dogs.bson", new byte[0], "cats.bson", new byte[0]));
			default -> {
				Files.createDirectory(path);
				Files.write(path.resolve("dogs.bson"), new byte[0]);
			}
		}
		return path;
	}

	private static byte[] history() {
		var buffer = RawBsonDocument.parse("{_id: '1', state: 'COMPLETED'}").getByteBuffer();
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

	private static void zip(Path path, Map<String, byte[]> files) throws IOException {
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
			for (Map.Entry<String, byte[]> file : files.entrySet()) {
				zip.putNextEntry(new ZipEntry(file.getKey()));
				zip.write(file.getValue());
			}
		}
	}

	private Backups backups() {
		return new Backups(new FolderStorage(this.folder), Clock.systemUTC());
	}

	private BackupResult create(TestDatabase source, boolean allowEmpty) {
		return new BackupCreator(new FolderStorage(this.folder), Compression.ZSTD, Clock.systemUTC())
			.create(source.environment(), EnvironmentReader.EVERYTHING, null, "shop", allowEmpty, SILENT);
	}

	private TransferResult restore(String backup, TestDatabase target, Set<String> only, ReplacementOptions options) {
		return new BackupRestorer(backups(), new DatabaseReplacement(Copies.LOCKS)).restore(backup,
				target.environment(), only, Copies.approval(target.environment()), options, SILENT);
	}

}
