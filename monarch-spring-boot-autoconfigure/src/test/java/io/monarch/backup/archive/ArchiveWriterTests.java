package io.monarch.backup.archive;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionWriter;
import io.monarch.transfer.DocumentBatch;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ArchiveWriter}.
 */
class ArchiveWriterTests {

	@TempDir
	Path folder;

	@Test
	void finishWhenADocumentWasNotWrittenFails() throws Exception {
		BackupOrigin origin = new BackupOrigin("test", "zoo", null, "8.0.0", Instant.parse("2026-11-23T10:00:00Z"));
		try (ArchiveWriter archive = new ArchiveWriter(
				new FolderStorage(this.folder).create("zoo", LocalDate.of(2026, 11, 23)), origin, Compression.ZSTD)) {
			CollectionWriter dogs = archive.open(new CollectionDefinition("dogs", CollectionDefinition.Kind.COLLECTION,
					new BsonDocument(), List.of(), "", 0, 0));
			dogs.part().write(DocumentBatch.of(List.of(RawBsonDocument.parse("{_id: 1}"))));
			assertThatExceptionOfType(MonarchException.class).isThrownBy(dogs::finish)
				.withMessageContaining("would lack documents of collection 'dogs': 1 were read and 0 written");
		}
	}

}
