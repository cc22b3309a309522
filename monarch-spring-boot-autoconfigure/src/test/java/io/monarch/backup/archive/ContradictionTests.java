package io.monarch.backup.archive;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.monarch.backup.storage.FolderStorage;
import io.monarch.backup.storage.LocalFile;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionWriter;
import io.monarch.transfer.DocumentBatch;
import io.monarch.transfer.PartWriter;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for backups that contradict themselves.
 */
class ContradictionTests {

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "'\"documents\": 1', '\"documents\": 7', documents 7 instead of 1",
			"'\"database\": \"zoo\"', '\"database\": \"zap\"', database \"zap\" instead of \"zoo\"" })
	void commentThatSaysOtherThanTheManifestIsNamed(String said, String forged, String message) throws Exception {
		Path file = write();
		String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
		int comment = content.lastIndexOf("{\"monarch\"");
		Files.write(file, (content.substring(0, comment) + content.substring(comment).replace(said, forged))
			.getBytes(StandardCharsets.ISO_8859_1));
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> ArchiveSource.open(LocalFile.open(file)))
			.withMessageContaining("its comment contradicts its manifest")
			.withMessageContaining(message);
	}

	@Test
	void manifestWhoseCountsAreNotThoseOfItsFilesIsNamed() {
		Manifest good = manifest(2, 10, 2, 10);
		assertThatNoException().isThrownBy(good::requireCoherent);
		assertThatExceptionOfType(BadArchiveException.class).isThrownBy(manifest(3, 10, 2, 10)::requireCoherent)
			.withMessageContaining("says 3 documents and lists 2");
		assertThatExceptionOfType(BadArchiveException.class).isThrownBy(manifest(2, 11, 2, 10)::requireCoherent)
			.withMessageContaining("says 11 bytes and lists 10");
		assertThatExceptionOfType(BadArchiveException.class).isThrownBy(manifest(3, 10, 3, 10)::requireCoherent)
			.withMessageContaining("says 3 documents of collection 'dogs' and lists 2");
	}

	private static Manifest manifest(long documents, long bytes, long ofDogs, long bytesOfDogs) {
		return new Manifest(new BackupSummary("test", "zoo", null, Instant.EPOCH, true, documents, 0, bytes, null),
				"6.0.5", Compression.NONE, Map.of(), List.of(new Manifest.DataFile("dogs.bson", "dogs", ofDogs,
						bytesOfDogs, "", List.of(new Chunk(0, 10, 10, 2, "")), null, true, null)),
				List.of(), null);
	}

	private Path write() throws Exception {
		BackupOrigin origin = new BackupOrigin("test", "zoo", null, "8.0.0", Instant.parse("2026-11-23T10:00:00Z"));
		try (ArchiveWriter archive = new ArchiveWriter(
				new FolderStorage(this.folder).create("zoo", LocalDate.of(2026, 11, 23)), origin, Compression.NONE)) {
			CollectionWriter dogs = archive.open(new CollectionDefinition("dogs", CollectionDefinition.Kind.COLLECTION,
					new BsonDocument(), List.of(), "", 1, 14));
			PartWriter part = dogs.part();
			part.write(DocumentBatch.of(List.of(RawBsonDocument.parse("{_id: 1}"))));
			part.end();
			dogs.finish();
			archive.complete(Set.of());
		}
		try (var files = Files.list(this.folder)) {
			return files.filter((each) -> each.toString().endsWith(".zip")).findFirst().orElseThrow();
		}
	}

}
