package io.monarch.backup.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.monarch.backup.storage.LocalFile;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for dumps as other tools, other versions and other systems leave them.
 */
class DumpFormsTests {

	private static final String METADATA = "{\"indexes\":[]}";

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { ".DS_Store", "._dogs.bson", "._dogs.metadata.json", "Thumbs.db", "desktop.ini",
			"mongod.lock", ".~lock.dogs.bson#" })
	void directoryWhenASystemHasLeftFilesIsRead(String stray) throws Exception {
		write("shop/dogs.bson", "shop/dogs.metadata.json");
		Files.writeString(this.folder.resolve("shop").resolve(stray), "x");
		Files.writeString(this.folder.resolve(stray), "x");
		assertThat(names(this.folder, null)).containsExactly("dogs");
	}

	@Test
	void directoryWhenADocumentFileIsMissingIsRefused() throws Exception {
		write("shop/dogs.metadata.json", "shop/cats.bson");
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> names(this.folder, null))
			.withMessageContaining("lacks the documents of collection 'dogs'")
			.withMessageContaining("'dogs.bson'");
	}

	@Test
	void directoryWhenMetadataIsMissingIsRead() throws Exception {
		write("shop/dogs.bson");
		assertThat(names(this.folder, null)).containsExactly("dogs");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ü", "x/", "é系", "aü" })
	void directoryWhenALongNameIsCutWithinAnEscapeIsRead(String repeated) throws Exception {
		String name = repeated.repeat(110).substring(0, 110);
		for (String suffix : List.of("", "x", "xx", "xxx")) {
			Path shop = Files.createDirectories(this.folder.resolve("dump" + suffix.length()).resolve("shop"));
			String stem = FileNames.of(suffix + name);
			Files.write(shop.resolve(stem + ".bson"), new byte[0]);
			Files.writeString(shop.resolve(stem + ".metadata.json"),
					"{\"indexes\":[],\"collectionName\":\"" + suffix + name + "\"}");
			assertThat(names(shop.getParent(), null)).containsExactly(suffix + name);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ".hidden", "x%24y", ".", "a.system.b", "%00", "" })
	void directoryWhenANameIsImpossibleIsRefused(String name) throws Exception {
		write("shop/" + name + ".bson", "shop/" + name + ".metadata.json");
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> names(this.folder, null))
			.withMessageContaining("impossible name");
	}

	@ParameterizedTest
	@ValueSource(strings = { "%ff", "%ed%a0%80", "%zz", "%" })
	void directoryWhenANameIsNotTextIsRefused(String name) throws Exception {
		write("shop/" + name + ".bson");
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> names(this.folder, null))
			.withMessageContaining("whose name is not that of a collection");
	}

	@Test
	void directoryWhenTwoFilesAreOfOneCollectionIsRefused() throws Exception {
		write("shop/aa.bson", "shop/a%61.bson");
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> names(this.folder, null))
			.withMessageContaining("'aa' twice");
	}

	@Test
	void directoryWhenAFileWasRenamedHasItsNewName() throws Exception {
		write("shop/copy.bson");
		Files.writeString(this.folder.resolve("shop/copy.metadata.json"),
				"{\"indexes\":[],\"collectionName\":\"dogs\",\"type\":\"collection\"}");
		assertThat(names(this.folder, null)).containsExactly("copy");
	}

	@Test
	void onlyWhenAnotherCollectionOfADumpIsUnreadableIsGood() throws Exception {
		write("shop/dogs.bson", "shop/dogs.metadata.json", "shop/cats.bson");
		Files.writeString(this.folder.resolve("shop/cats.metadata.json"), "{");
		try (ArchiveSource source = ArchiveSource.open(this.folder)) {
			assertThat(source.only(Set.of("dogs")).collections()).hasSize(1);
			assertThatExceptionOfType(BadBackupException.class).isThrownBy(source::collections)
				.withMessageContaining("'cats'");
		}
	}

	@Test
	void directoryWhenOfSeveralDatabasesListsThem() throws Exception {
		write("shop/dogs.bson", "zoo/cats.bson", "admin/system.users.bson", "config/x.bson", "local/y.bson");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> names(this.folder, null))
			.withMessageContaining("several databases: shop, zoo.")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.BAD_INPUT))
			.satisfies((ex) -> assertThat(ex.action()).contains("--database shop"));
		assertThat(names(this.folder, "zoo")).containsExactly("cats");
		for (String missing : List.of("dogs", "admin", "..", "")) {
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> names(this.folder, missing))
				.satisfies((ex) -> assertThat(ex.action()).isEqualTo("It holds shop, zoo."));
		}
	}

	@Test
	void directoryWhenOfAWholeServerWithOneDatabaseNeedsNoOption() throws Exception {
		write("shop/dogs.bson", "admin/system.users.bson", "config/x.bson");
		assertThat(names(this.folder, null)).containsExactly("dogs");
		assertThat(names(this.folder.resolve("shop"), "shop")).containsExactly("dogs");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> names(this.folder.resolve("shop"), "zoo"))
			.satisfies((ex) -> assertThat(ex.action()).contains("--database"));
	}

	@Test
	void directoryWhenACollectionIsCalledOplogHoldsIt() throws Exception {
		write("shop/oplog.bson", "shop/oplog.metadata.json", "oplog.bson");
		assertThat(names(this.folder, null)).containsExactly("oplog");
		try (ArchiveSource source = ArchiveSource.open(this.folder)) {
			assertThat(source.notices()).singleElement().asString().contains("oplog");
		}
	}

	@Test
	void archiveWhenACollectionIsCalledOplogHoldsIt() throws Exception {
		Path file = archive("shop.oplog", ".oplog");
		assertThat(file(file, null)).containsExactly("oplog");
		try (ArchiveSource source = ArchiveSource.open(LocalFile.open(file))) {
			assertThat(source.notices()).singleElement().asString().contains("oplog");
		}
	}

	@Test
	void directoryWhenOnlyOfTheServersDatabasesIsRefused() throws Exception {
		write("admin/system.users.bson");
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> names(this.folder, null))
			.withMessageContaining("admin");
	}

	@Test
	void archiveWhenOfSeveralDatabasesListsThem() throws Exception {
		Path file = archive("shop.dogs", "zoo.cats", "admin.system.users", "config.x");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> file(file, null))
			.withMessageContaining("several databases: shop, zoo.")
			.satisfies((ex) -> assertThat(ex.action()).contains("--database shop"));
		assertThat(file(file, "zoo")).containsExactly("cats");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> file(file, "admin"))
			.satisfies((ex) -> assertThat(ex.action()).isEqualTo("It holds shop, zoo."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "shop..hidden", "shop.x$y", "shop.", "shop.a.system.b" })
	void archiveWhenANameIsImpossibleIsRefused(String namespace) throws Exception {
		Path file = archive(namespace, "shop.dogs");
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> file(file, null))
			.withMessageContaining("impossible name");
	}

	@Test
	void archiveWhenItHoldsNothingSaysSo() throws Exception {
		assertThat(file(archive(), null)).isEmpty();
	}

	@Test
	void zipWhenItWasMadeOnAnotherSystemIsRead() throws Exception {
		assertThat(file(zip("dogs.bson", "dogs.metadata.json", ".DS_Store", "__MACOSX/._dogs.bson"), null))
			.containsExactly("dogs");
	}

	@Test
	void zipWhenItIsEmptyHoldsNothing() throws Exception {
		assertThat(file(zip(), null)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { ".hidden", "x%24y" })
	void zipWhenANameIsImpossibleIsRefused(String name) throws Exception {
		Path file = zip(name + ".bson", name + ".metadata.json");
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> file(file, null))
			.withMessageContaining("impossible name");
	}

	private static List<String> names(Path directory, @Nullable String database) {
		try (ArchiveSource source = ArchiveSource.open(directory, database)) {
			return source.collections().stream().map(CollectionDefinition::name).toList();
		}
	}

	private static List<String> file(Path file, @Nullable String database) throws IOException {
		try (ArchiveSource source = ArchiveSource.open(LocalFile.open(file), database)) {
			return source.collections().stream().map(CollectionDefinition::name).toList();
		}
	}

	private void write(String... files) throws IOException {
		for (String each : files) {
			Path path = this.folder.resolve(each);
			Files.createDirectories(path.getParent());
			Files.writeString(path, each.endsWith(".json") ? METADATA : "");
		}
	}

	private Path zip(String... files) throws IOException {
		Path file = this.folder.resolve("zoo.zip");
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
			for (String each : files) {
				zip.putNextEntry(new ZipEntry(each));
				zip.write((each.endsWith("metadata.json") ? METADATA : "").getBytes(StandardCharsets.UTF_8));
			}
		}
		return file;
	}

	/**
	 * Write an archive of collections without documents.
	 */
	private Path archive(String... namespaces) throws IOException {
		ByteArrayOutputStream archive = new ByteArrayOutputStream();
		archive.write(integer(MongodumpArchive.MAGIC));
		archive.write(bytes(
				new BsonDocument("concurrent_collections", new BsonInt32(4)).append("version", new BsonString("0.1"))
					.append("server_version", new BsonString("6.0.5"))
					.append("tool_version", new BsonString("x"))));
		for (String each : namespaces) {
			archive.write(bytes(namespace(each).append("metadata", new BsonString(METADATA))
				.append("size", new BsonInt32(0))
				.append("type", new BsonString("collection"))));
		}
		archive.write(integer(-1));
		for (String each : namespaces) {
			archive.write(bytes(namespace(each).append("EOF", BsonBoolean.TRUE).append("CRC", new BsonInt64(0))));
			archive.write(integer(-1));
		}
		return Files.write(this.folder.resolve("zoo.archive"), archive.toByteArray());
	}

	private static BsonDocument namespace(String namespace) {
		int dot = namespace.indexOf('.');
		return new BsonDocument("db", new BsonString(namespace.substring(0, dot))).append("collection",
				new BsonString(namespace.substring(dot + 1)));
	}

	private static byte[] bytes(BsonDocument document) {
		var buffer = new RawBsonDocument(document, new BsonDocumentCodec()).getByteBuffer();
		byte[] bytes = new byte[buffer.remaining()];
		buffer.get(bytes);
		return bytes;
	}

	private static byte[] integer(int value) {
		return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
	}

}
