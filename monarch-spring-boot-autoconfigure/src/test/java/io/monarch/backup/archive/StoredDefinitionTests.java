package io.monarch.backup.archive;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StoredDefinition}, and for the backups that have none.
 */
class StoredDefinitionTests {

	private static final BackupOrigin ORIGIN = new BackupOrigin("test", "zoo", null, "8.0.0",
			Instant.parse("2026-11-23T10:00:00Z"));

	@TempDir
	Path folder;

	/**
	 * Documents that the driver's parser of JSON would take for something else.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "$oid", "$date", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$uuid",
			"$binary", "$code", "$dbPointer", "$minKey", "$maxKey", "$undefined", "$symbol", "$timestamp", "$regex",
			"$regularExpression", "$type", "$options", "$ref", "$id" })
	void definitionWhenItLooksLikeExtendedJsonComesBack(String field) throws Exception {
		List<BsonDocument> documents = List.of(new BsonDocument(field, BsonDocument.parse("{bsonType: 'string'}")),
				new BsonDocument(field, new BsonString("5")), new BsonDocument(field, BsonDocument.parse("{a: 1.5}")),
				new BsonDocument(field, new BsonString("5f0000000000000000000000")),
				new BsonDocument("$regex", new BsonString("^a")).append("$options", new BsonString("i")));
		List<CollectionDefinition> definitions = new ArrayList<>();
		for (BsonDocument each : documents) {
			definitions.add(view("view" + definitions.size(), each));
		}
		try (ArchiveSource source = open(write(definitions))) {
			assertThat(source.collections()).isEqualTo(definitions);
		}
	}

	@Test
	void openWhenTheBackupHasMetadataAloneReadsIt() throws Exception {
		CollectionDefinition definition = view("v", new BsonDocument("$oid", BsonDocument.parse("{bsonType: 'x'}")));
		try (ArchiveSource source = open(
				writeOld(Map.of("v", new String(CollectionMetadata.write(definition), StandardCharsets.UTF_8))))) {
			assertThat(source.collections()).containsExactly(definition);
		}
	}

	@Test
	void onlyWhenTheMetadataOfAnotherCollectionIsUnreadableIsGood() throws Exception {
		Map<String, String> metadata = new LinkedHashMap<>();
		metadata.put("bad", "{\"options\": {\"viewOn\"");
		metadata.put("good", "{\"options\": {\"viewOn\": \"x\", \"pipeline\": []}, \"indexes\": []}");
		try (ArchiveSource source = open(writeOld(metadata))) {
			assertThat(source.only(Set.of("good")).collections()).extracting(CollectionDefinition::name)
				.containsExactly("good");
			assertThatExceptionOfType(BadBackupException.class).isThrownBy(source::collections)
				.withMessageContaining("'bad'")
				.satisfies((ex) -> assertThat(ex.action()).contains("--only"));
			assertThatExceptionOfType(BadBackupException.class)
				.isThrownBy(() -> source.only(Set.of("bad")).collections());
			assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> source.only(Set.of("none")))
				.satisfies((ex) -> assertThat(ex.action()).isEqualTo("It holds bad, good."));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "x$y", ".hidden", "system.users", "monarch_lock", "a.system.b" })
	void openWhenABackupOfOursHoldsAnImpossibleNameIsRefused(String name) throws Exception {
		String json = "{\"options\": {\"viewOn\": \"x\", \"pipeline\": []}, \"indexes\": []}";
		assertThatExceptionOfType(BadBackupException.class).isThrownBy(() -> open(writeOld(Map.of(name, json))))
			.withMessageContaining("impossible name '" + name + "'");
	}

	@Test
	void openWhenAnUncoveredCollectionLacksItsDocumentsIsRefused() {
		assertThatExceptionOfType(BadBackupException.class)
			.isThrownBy(() -> open(writeOld(Map.of("dogs", "{\"indexes\": []}"))))
			.withMessageContaining("lacks documents of collection 'dogs'");
	}

	@Test
	void backupWhenANameCannotBeReadBackFails() {
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> write(List.of(view("a\ud800", new BsonDocument()))))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.FAILED));
	}

	private static CollectionDefinition view(String name, BsonDocument value) {
		BsonDocument options = BsonDocument.parse("{viewOn: 'x', pipeline: [{$set: {}}]}");
		options.getArray("pipeline")
			.get(0)
			.asDocument()
			.put("$set", new BsonDocument("y", new BsonDocument("$literal", value)));
		return new CollectionDefinition(name, Kind.VIEW, options, List.of(), "", 0, 0);
	}

	private ArchiveSource open(String name) throws Exception {
		BackupFile file = new FolderStorage(this.folder).open(name);
		return ArchiveSource.open(file);
	}

	private String write(List<CollectionDefinition> definitions) throws Exception {
		try (BackupWriter output = new FolderStorage(this.folder).create("zoo", LocalDate.of(2026, 11, 23));
				ArchiveWriter archive = new ArchiveWriter(output, ORIGIN, Compression.ZSTD)) {
			for (CollectionDefinition each : definitions) {
				archive.open(each).finish();
			}
			archive.complete(Set.of());
			return output.name();
		}
	}

	/**
	 * Write a backup as versions did whose manifest has no definitions, with good
	 * checksums.
	 */
	private String writeOld(Map<String, String> metadata) throws Exception {
		try (BackupWriter output = new FolderStorage(this.folder).create("zoo", LocalDate.of(2026, 11, 23))) {
			ZipContainer zip = new ZipContainer(output);
			for (Map.Entry<String, String> each : metadata.entrySet()) {
				zip.write("zoo/" + FileNames.of(each.getKey()) + CollectionMetadata.SUFFIX,
						each.getValue().getBytes(StandardCharsets.UTF_8));
			}
			BackupSummary summary = new BackupSummary("test", "zoo", null, ORIGIN.createdAt(), true, 0, 0, 0,
					ORIGIN.owner());
			zip.write(Manifest.NAME,
					new Manifest(summary, "8.0.0", Compression.NONE, Map.of(), List.of(), List.of(), null).toJson());
			zip.finish(summary);
			output.complete();
			return output.name();
		}
	}

}
