package io.monarch.backup.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.monarch.backup.storage.LocalFile;
import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for collections of a dump that say what others are: the indexes of old versions,
 * and Monarch's lock.
 */
class DumpListsTests {

	private static final String RUN = "0123456789abcdef01234567";

	private static final String STAGED = "monarch_staging_" + RUN + "_0";

	private static final List<String> INDEXES = List.of("{v: 1, key: {_id: 1}, ns: 'shop.dogs', name: '_id_'}",
			"{v: 0, key: {name: 1}, unique: true, ns: 'shop.dogs', name: 'name_1', dropDups: true, background: 1}",
			"{v: 1, key: {age: true}, ns: 'shop.dogs', name: 'age_1'}",
			"{v: 1, key: {_id: 1}, ns: 'shop.a.b', name: '_id_'}",
			"{v: 1, key: {x: '2d'}, ns: 'shop.a.b', name: 'x_2d'}");

	@TempDir
	Path folder;

	@ParameterizedTest
	@EnumSource
	void indexesWhenOnlyInTheirListAreThoseOfTheCollections(Form form) throws Exception {
		try (ArchiveSource source = form.write(this.folder,
				Map.of("dogs", List.of("{_id: 1}"), "a.b", List.of(), "system.indexes", INDEXES), Map.of())) {
			assertThat(indexes(source, "dogs")).containsExactly("{\"v\": 1, \"key\": {\"_id\": 1}, \"name\": \"_id_\"}",
					"{\"key\": {\"name\": 1}, \"unique\": true, \"name\": \"name_1\", \"background\": 1}",
					"{\"v\": 1, \"key\": {\"age\": 1}, \"name\": \"age_1\"}");
			assertThat(indexes(source, "a.b")).hasSize(2);
			assertThat(source.notices()).anyMatch((each) -> each.contains("without the options of collections"))
				.anyMatch((each) -> each.contains("dropDups"))
				.noneMatch((each) -> each.contains("system.indexes"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void indexesWhenACollectionHasMetadataAreThoseOfIt(Form form) throws Exception {
		try (ArchiveSource source = form.write(this.folder,
				Map.of("dogs", List.of("{_id: 1}"), "a.b", List.of(), "system.indexes", INDEXES),
				Map.of("dogs", "{\"indexes\":[{\"v\":2,\"key\":{\"_id\":1},\"name\":\"_id_\"}]}"))) {
			assertThat(indexes(source, "dogs")).hasSize(1);
			assertThat(indexes(source, "a.b")).hasSize(2);
			assertThat(source.notices()).noneMatch((each) -> each.contains("dropDups"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void indexesOfWhatTheDumpDoesNotHoldAreNamed(Form form) throws Exception {
		try (ArchiveSource source = form.write(this.folder,
				Map.of("dogs", List.of("{_id: 1}"), "system.indexes",
						List.of("{v: 1, key: {_id: 1}, ns: 'shop.cats', name: '_id_'}",
								"{v: 1, key: {_id: 1}, ns: 'shop.system.users', name: '_id_'}")),
				Map.of())) {
			assertThat(source.notices())
				.anyMatch((each) -> each.startsWith("Indexes of collection 'cats' are left out"))
				.noneMatch((each) -> each.contains("system.users"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{key: {a: 1}, name: 'a'}", "{key: {a: 1}, ns: 'shop'}", "{key: {a: 1}, ns: 7}",
			"{ns: 'shop.dogs', name: 'a'}", "{ns: 'shop.dogs', key: 'a'}" })
	void indexesWhenTheirListIsNoneAreRefused(String index) {
		for (Form form : Form.values()) {
			assertThatExceptionOfType(BadBackupException.class)
				.isThrownBy(() -> form.write(this.folder.resolve(form.name()),
						Map.of("dogs", List.of(), "system.indexes", List.of(index)), Map.of()))
				.withMessageContaining("'system.indexes'");
		}
	}

	@ParameterizedTest
	@EnumSource
	void collectionOfOurFormWhenTheLockDoesNotNameItIsRestored(Form form) throws Exception {
		try (ArchiveSource source = form.write(this.folder,
				Map.of(STAGED, List.of("{_id: 1}"), "monarch_lock", List.of("{_id: 'migrations', runs: {}}")),
				Map.of())) {
			assertThat(names(source)).containsExactly(STAGED);
			assertThat(source.notices()).anyMatch((each) -> each.contains("'" + STAGED + "' is restored"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void collectionOfOurFormWhenTheLockNamesItIsLeftOut(Form form) throws Exception {
		try (ArchiveSource source = form.write(this.folder,
				Map.of("dogs", List.of("{_id: 1}"), STAGED, List.of("{_id: 1}"), "monarch_lock",
						List.of("{_id: 'another', runs: {}}", "{_id: 'migrations', runs: {'" + RUN + "': 1}}")),
				Map.of())) {
			assertThat(names(source)).containsExactly("dogs");
			assertThat(source.notices())
				.anyMatch((each) -> each.equals("Monarch's own collection '" + STAGED + "' is left out"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void dumpOfADatabaseThatWasBeingReplacedIsRefused(Form form) throws Exception {
		try (ArchiveSource source = form.write(this.folder,
				Map.of("dogs", List.of("{_id: 1}"), "monarch_lock", List.of("{_id: 'migrations', replacement: {run: '"
						+ RUN + "', source: 'environment \\'production\\'', steps: 3}}")),
				Map.of())) {
			assertThatExceptionOfType(BadBackupException.class).isThrownBy(source::collections)
				.withMessageContaining("was taken while the database was being replaced by environment 'production'")
				.satisfies((ex) -> assertThat(ex.action()).contains("--only"));
			assertThat(names(source.only(Set.of("dogs")))).containsExactly("dogs");
		}
	}

	@Test
	void directoryWhenCompressedHasTheIndexesOfItsList() throws Exception {
		Path shop = Files.createDirectories(this.folder.resolve("shop"));
		Files.write(shop.resolve("dogs.bson"), new byte[0]);
		try (GZIPOutputStream gzip = new GZIPOutputStream(
				Files.newOutputStream(shop.resolve("system.indexes.bson.gz")))) {
			gzip.write(documents(INDEXES));
		}
		try (ArchiveSource source = ArchiveSource.open(this.folder)) {
			assertThat(indexes(source, "dogs")).hasSize(3);
		}
	}

	private static List<String> names(ArchiveSource source) {
		return source.collections().stream().map(CollectionDefinition::name).toList();
	}

	private static List<String> indexes(ArchiveSource source, String name) {
		return source.collections()
			.stream()
			.filter((each) -> each.name().equals(name))
			.flatMap((each) -> each.indexes().stream())
			.map(BsonDocument::toJson)
			.toList();
	}

	private static byte[] documents(List<String> json) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		json.forEach((each) -> bytes.writeBytes(bytes(BsonDocument.parse(each))));
		return bytes.toByteArray();
	}

	private static byte[] bytes(BsonDocument document) {
		ByteBuffer buffer = new RawBsonDocument(document, new BsonDocumentCodec()).getByteBuffer().asNIO();
		return Arrays.copyOfRange(buffer.array(), buffer.position(), buffer.limit());
	}

	enum Form {

		DIRECTORY {

			@Override
			ArchiveSource write(Path folder, Map<String, List<String>> data, Map<String, String> metadata)
					throws IOException {
				Path shop = Files.createDirectories(folder.resolve("shop"));
				for (Map.Entry<String, byte[]> each : files(data, metadata).entrySet()) {
					Files.write(shop.resolve(each.getKey()), each.getValue());
				}
				return ArchiveSource.open(folder);
			}

		},
		ZIP {

			@Override
			ArchiveSource write(Path folder, Map<String, List<String>> data, Map<String, String> metadata)
					throws IOException {
				Path file = Files.createDirectories(folder).resolve("shop.zip");
				try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
					for (Map.Entry<String, byte[]> each : files(data, metadata).entrySet()) {
						zip.putNextEntry(new ZipEntry(each.getKey()));
						zip.write(each.getValue());
					}
				}
				return ArchiveSource.open(LocalFile.open(file));
			}

		},
		ARCHIVE {

			@Override
			ArchiveSource write(Path folder, Map<String, List<String>> data, Map<String, String> metadata)
					throws IOException {
				ByteArrayOutputStream archive = new ByteArrayOutputStream();
				archive.writeBytes(integer(MongodumpArchive.MAGIC));
				archive.writeBytes(bytes(new BsonDocument("concurrent_collections", new BsonInt32(4))
					.append("version", new BsonString("0.1"))
					.append("server_version", new BsonString("2.6.12"))));
				for (String each : data.keySet()) {
					archive.writeBytes(
							bytes(namespace(each).append("metadata", new BsonString(metadata.getOrDefault(each, "")))
								.append("size", new BsonInt32(0))));
				}
				archive.writeBytes(integer(-1));
				for (Map.Entry<String, List<String>> each : data.entrySet()) {
					byte[] documents = documents(each.getValue());
					Crc64 crc = new Crc64();
					crc.update(documents);
					archive.writeBytes(bytes(
							namespace(each.getKey()).append("EOF", BsonBoolean.FALSE).append("CRC", new BsonInt64(0))));
					archive.writeBytes(documents);
					archive.writeBytes(integer(-1));
					archive.writeBytes(bytes(namespace(each.getKey()).append("EOF", BsonBoolean.TRUE)
						.append("CRC", new BsonInt64(crc.value()))));
					archive.writeBytes(integer(-1));
				}
				Path file = Files.createDirectories(folder).resolve("shop.archive");
				return ArchiveSource.open(LocalFile.open(Files.write(file, archive.toByteArray())));
			}

		};

		abstract ArchiveSource write(Path folder, Map<String, List<String>> data, Map<String, String> metadata)
				throws IOException;

		private static Map<String, byte[]> files(Map<String, List<String>> data, Map<String, String> metadata) {
			Map<String, byte[]> files = new LinkedHashMap<>();
			data.forEach((name, documents) -> files.put(name + ".bson", documents(documents)));
			metadata.forEach(
					(name, json) -> files.put(name + CollectionMetadata.SUFFIX, json.getBytes(StandardCharsets.UTF_8)));
			return files;
		}

		private static BsonDocument namespace(String collection) {
			return new BsonDocument("db", new BsonString("shop")).append("collection", new BsonString(collection));
		}

		private static byte[] integer(int value) {
			return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
		}

	}

}
