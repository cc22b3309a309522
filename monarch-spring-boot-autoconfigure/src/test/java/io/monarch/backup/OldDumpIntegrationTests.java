package io.monarch.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.ValidationOptions;
import io.monarch.backup.archive.Compression;
import io.monarch.backup.storage.FolderStorage;
import io.monarch.environment.MonarchException;
import io.monarch.testsupport.RealMongo;
import io.monarch.testsupport.TestDatabase;
import io.monarch.transfer.Copies;
import io.monarch.transfer.DatabaseReplacement;
import io.monarch.transfer.EnvironmentReader;
import io.monarch.transfer.Picture;
import io.monarch.transfer.ReplacementOptions;
import io.monarch.transfer.TransferListener;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a real MongoDB gets what old dumps and unusual definitions say.
 */
@RealMongo
class OldDumpIntegrationTests {

	@TempDir
	Path folder;

	private final List<String> warnings = new ArrayList<>();

	@Test
	void restoreWhenTheDumpIsOfMongoDb24KeepsWhatItSays(TestDatabase target) throws Exception {
		dump("log", "{create: 'oldlog', capped: 1, size: 8192.0, max: 100.0, autoIndexId: true}",
				"{v: 1, key: {_id: 1}, ns: 'shop.log', name: '_id_'}");
		dump("dogs", "{create: 'dogs', temp: true, flags: 1, size: 5000, storageEngine: {mmapv1: {}}}",
				"{v: 1, key: {_id: 1}, ns: 'shop.dogs', name: '_id_'}",
				"{v: 0, key: {a: true}, ns: 'shop.dogs', name: 'a_true', safe: true, w: 1, dropDups: true, unique: true}",
				"{v: 1, key: {b: ''}, name: 'b_'}", "{v: 1, key: {c: 0}}", "{v: 1, key: {d: -2.5}, name: 'd'}",
				"{v: 1, key: {b: 1}, name: 'b_1'}",
				"{v: 1, key: {_fts: 'text', _ftsx: 1}, name: 't', weights: {b: 1}, default_language: 'english', "
						+ "language_override: 'language', textIndexVersion: 1}",
				"{v: 1, key: {loc: '2dsphere'}, name: 'loc', '2dsphereIndexVersion': 1}");
		restore(target, Set.of());
		MongoDatabase database = target.database();
		assertThat(database.listCollectionNames()).contains("log", "dogs").doesNotContain("oldlog");
		Document options = database.listCollections().filter(new Document("name", "log")).first();
		assertThat(options).isNotNull();
		assertThat(options.get("options", Document.class))
			.isEqualTo(Document.parse("{capped: true, size: 8192, max: 100}"));
		assertThat(database.getCollection("log").countDocuments()).isEqualTo(3);
		assertThat(database.getCollection("dogs").listIndexes(BsonDocument.class))
			.extracting((index) -> index.getString("name").getValue(), (index) -> index.get("key").toString())
			.map(Object::toString)
			.containsExactly("(\"_id_\", \"{\"_id\": 1}\")", "(\"a_true\", \"{\"a\": 1}\")", "(\"b_\", \"{\"b\": 1}\")",
					"(\"c_1\", \"{\"c\": 1}\")", "(\"d\", \"{\"d\": -2.5}\")",
					"(\"t\", \"{\"_fts\": \"text\", \"_ftsx\": 1}\")", "(\"loc\", \"{\"loc\": \"2dsphere\"}\")");
		assertThat(this.warnings).anySatisfy((warning) -> assertThat(warning).contains("'a_true'", "'safe'"))
			.anySatisfy((warning) -> assertThat(warning).contains("'b_1'", "left out"))
			.anySatisfy((warning) -> assertThat(warning).contains("'temp'", "'dogs'"));
	}

	@Test
	void restoreWhenDefinitionsLookLikeExtendedJsonIsEqual(TestDatabase source) {
		List<String> names = List.of("$oid", "$date", "$numberLong", "$regex", "$uuid", "$binary", "$code",
				"$dbPointer", "$minKey", "$type");
		Document properties = new Document();
		names.forEach((name) -> properties.append(name, new Document("bsonType", "string")));
		source.database()
			.createCollection("dogs",
					new CreateCollectionOptions().validationOptions(new ValidationOptions()
						.validator(new Document("$jsonSchema", new Document("properties", properties)).append("name",
								new Document("$regex", "^a").append("$options", "i")))));
		source.collection("cats").insertOne(new Document("_id", 1));
		List<Document> pipeline = new ArrayList<>();
		names.forEach((name) -> pipeline.add(new Document("$set", new Document("x",
				new Document("$literal", new Document(name, "5").append("y", new Document(name, 1L)))))));
		source.database().createView("view", "dogs", pipeline);
		source.database()
			.runCommand(new Document("createIndexes", "dogs").append("indexes",
					List.of(new Document("key", new Document("a", 1)).append("name", "a")
						.append("partialFilterExpression",
								new Document("a", new Document("$eq", new Document("$oid", "x")))))));
		Backups backups = new Backups(new FolderStorage(this.folder), Clock.systemUTC());
		BackupResult backup = new BackupCreator(new FolderStorage(this.folder), Compression.ZSTD, Clock.systemUTC())
			.create(source.environment(), EnvironmentReader.EVERYTHING, null, listener());
		assertThat(backups.verify(backup.name(), listener()).problems()).isEmpty();
		try (TestDatabase target = TestDatabase.create()) {
			new BackupRestorer(backups, new DatabaseReplacement(Copies.LOCKS)).restore(backup.name(),
					target.environment(), Set.of(), Copies.approval(target.environment()), ReplacementOptions.DEFAULT,
					listener());
			assertThat(Picture.of(target.database())).isEqualTo(Picture.of(source.database()));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { ".hidden", "x%24y", "a.system.b" })
	void restoreWhenANameIsImpossibleChangesNothing(String name, TestDatabase target) throws Exception {
		target.collection("cats").insertOne(new Document("_id", 1));
		dump("dogs", "{}");
		dump(name, "{}");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> restore(target, Set.of()))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(MonarchException.Kind.BAD_INPUT));
		assertThat(target.database().listCollectionNames()).contains("cats").doesNotContain("dogs");
	}

	private void restore(TestDatabase target, Set<String> only) {
		Backups backups = new Backups(new FolderStorage(this.folder), Clock.systemUTC());
		new BackupRestorer(backups, new DatabaseReplacement(Copies.LOCKS)).restore(
				this.folder.resolve("shop").toString(), target.environment(), only,
				Copies.approval(target.environment()), ReplacementOptions.DEFAULT, listener());
	}

	private TransferListener listener() {
		return new TransferListener() {

			@Override
			public void warned(String message) {
				OldDumpIntegrationTests.this.warnings.add(message);
			}

		};
	}

	private void dump(String file, String options, String... indexes) throws IOException {
		Path shop = Files.createDirectories(this.folder.resolve("shop"));
		String metadata = "{options: " + options + ", indexes: [" + String.join(", ", indexes) + "]}";
		Files.write(shop.resolve(file + ".metadata.json"),
				BsonDocument.parse(metadata).toJson().getBytes(StandardCharsets.UTF_8));
		ByteArrayOutputStream documents = new ByteArrayOutputStream();
		for (int i = 0; i < 3; i++) {
			var buffer = RawBsonDocument.parse("{_id: " + i + ", a: " + i + ", b: 'x', loc: [0, 1]}").getByteBuffer();
			byte[] bytes = new byte[buffer.remaining()];
			buffer.get(bytes);
			documents.write(bytes);
		}
		Files.write(shop.resolve(file + ".bson"), documents.toByteArray());
	}

}
