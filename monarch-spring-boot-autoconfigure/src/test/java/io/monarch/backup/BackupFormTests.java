package io.monarch.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import com.github.luben.zstd.ZstdInputStream;
import io.monarch.backup.archive.ArchiveSource;
import io.monarch.backup.archive.ArchiveWriter;
import io.monarch.backup.archive.BackupOrigin;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.transfer.Transfer;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a backup, read with nothing of Monarch's, is what mongodump wrote.
 */
class BackupFormTests {

	private static final Path DUMP = Path.of("src", "test", "resources", "fixtures", "mongodump", "dir-gzip");

	@TempDir
	Path folder;

	@ParameterizedTest
	@EnumSource(Compression.class)
	void backupIsADumpFileForFile(Compression compression) throws Exception {
		Map<String, byte[]> files = read(create(compression));
		List<String> compared = new ArrayList<>();
		try (var paths = Files.list(DUMP.resolve("zoo"))) {
			for (Path path : paths.toList()) {
				String name = path.getFileName().toString().replaceFirst("\\.gz$", "");
				if (name.equals("prelude.json")) {
					continue;
				}
				byte[] expected = gunzip(Files.readAllBytes(path));
				byte[] actual = files.remove("zoo/" + name);
				assertThat(actual).as(name).isNotNull();
				if (name.endsWith(".json")) {
					// Field for field, in the same order.
					assertThat(fields(actual)).as(name).isEqualTo(fields(expected));
				}
				else {
					assertThat(actual).as(name).isEqualTo(expected);
				}
				compared.add(name);
			}
		}
		assertThat(compared).hasSizeGreaterThan(25);
		assertThat(files.keySet()).containsExactly("monarch.json", "zoo/prelude.json");
	}

	private static List<String> fields(byte[] json) {
		List<String> fields = new ArrayList<>();
		for (Map.Entry<String, BsonValue> each : BsonDocument.parse(new String(json, StandardCharsets.UTF_8))
			.entrySet()) {
			fields.add(each.toString());
		}
		return fields;
	}

	private static Map<String, byte[]> read(Path file) throws IOException {
		Map<String, byte[]> files = new TreeMap<>();
		try (ZipFile zip = new ZipFile(file.toFile())) {
			for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
				byte[] bytes = zip.getInputStream(entry).readAllBytes();
				if (entry.getName().endsWith(".zst")) {
					bytes = new ZstdInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
				}
				else if (entry.getName().endsWith(".gz")) {
					bytes = gunzip(bytes);
				}
				files.put(entry.getName().replaceFirst("\\.(?:zst|gz)$", ""), bytes);
			}
		}
		return files;
	}

	private static byte[] gunzip(byte[] bytes) throws IOException {
		try (InputStream input = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			return input.readAllBytes();
		}
	}

	private Path create(Compression compression) throws Exception {
		FolderStorage storage = new FolderStorage(this.folder);
		try (ArchiveSource source = ArchiveSource.open(DUMP);
				BackupWriter output = storage.create("zoo", LocalDate.of(2026, 11, 23));
				ArchiveWriter sink = new ArchiveWriter(output,
						new BackupOrigin("test", "zoo", null, "6.0.5", Instant.parse("2026-11-23T10:00:00Z")),
						compression)) {
			var unused = Transfer.run(source, sink, new TransferListener() {
			});
			sink.complete(Set.of());
			return this.folder.resolve(output.name());
		}
	}

}
