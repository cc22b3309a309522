package io.monarch.sample.bundled;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;

import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.RenameCollectionOptions;
import io.monarch.environment.MonarchException;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BundledMongo}.
 */
class BundledMongoTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path folder;

	@Test
	void dataOutliveTheServer() throws Exception {
		try (BundledMongo mongo = open()) {
			insert(mongo, "rex");
		}
		try (BundledMongo mongo = open()) {
			insert(mongo, "fido");
			assertThat(count(mongo)).isEqualTo(2);
		}
	}

	@Test
	void openWhenTheFolderIsServedUsesThatServer() throws Exception {
		try (BundledMongo first = open()) {
			insert(first, "rex");
			try (BundledMongo second = open()) {
				assertThat(second.uri("dogs")).isEqualTo(first.uri("dogs"));
				insert(second, "fido");
			}
			assertThat(count(first)).isEqualTo(2);
		}
	}

	@Test
	void closeWhenAnotherUsesTheServerLetsItGoOnOnTheSamePort() throws Exception {
		BundledMongo first = open();
		try (BundledMongo second = open(); MongoClient client = MongoClients.create(second.uri("dogs"))) {
			insert(first, "rex");
			MongoCollection<Document> dogs = client.getDatabase("dogs").getCollection("dogs");
			assertThat(dogs.countDocuments()).isOne();
			first.close();
			assertThat(count(second)).isOne();
			try (BundledMongo third = open()) {
				assertThat(third.uri("dogs")).isEqualTo(second.uri("dogs"));
			}
		}
	}

	@Test
	void openWhenThePortFileIsStaleStartsAServer() throws Exception {
		for (String stale : new String[] { "", "rubbish", "1", "99999" }) {
			Files.writeString(this.folder.resolve("port"), stale);
			try (BundledMongo mongo = open()) {
				assertThat(mongo.uri("dogs")).endsWith(":" + Files.readString(this.folder.resolve("port")) + "/dogs");
				assertThat(count(mongo)).isZero();
			}
		}
	}

	@Test
	void openWhenTheHolderDoesNotAnswerFailsAndNamesTheFolder() throws Exception {
		try (FolderLock lock = FolderLock.tryAcquire(this.folder)) {
			assertThat(lock).isNotNull();
			assertThatExceptionOfType(MonarchException.class)
				.isThrownBy(() -> BundledMongo.open(this.folder, Duration.ofMillis(300)))
				.withMessageContaining(this.folder.toString())
				.satisfies((ex) -> assertThat(ex.action()).contains("--sample.data="));
		}
		open().close();
	}

	@Test
	void openWhenTheStoreCannotBeReadFailsAndFreesTheFolder() throws Exception {
		Path file = this.folder.resolve("data.mv.db");
		Files.writeString(file, "not a store".repeat(1000));
		assertThatExceptionOfType(MonarchException.class).isThrownBy(this::open)
			.withMessageContaining(this.folder.toString());
		Files.delete(file);
		open().close();
	}

	@Test
	void openWhenTheFolderIsAFileFails() throws Exception {
		Path file = Files.writeString(this.folder.resolve("file"), "");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> BundledMongo.open(file, PATIENCE))
			.withMessageContaining(file.toString());
	}

	@Test
	void renamedCollectionOutlivesTheServer() throws Exception {
		try (BundledMongo mongo = open(); MongoClient client = MongoClients.create(mongo.uri("dogs"))) {
			MongoDatabase database = client.getDatabase("dogs");
			database.getCollection("staged").insertOne(new Document("_id", "rex"));
			database.getCollection("dogs").insertOne(new Document("_id", "old"));
			database.getCollection("staged")
				.renameCollection(new MongoNamespace("dogs", "dogs"), new RenameCollectionOptions().dropTarget(true));
		}
		try (BundledMongo mongo = open()) {
			assertThat(BundledMongoTests.<Document>with(mongo, (dogs) -> dogs.find(Filters.eq("rex")).first()))
				.isNotNull();
			assertThat(count(mongo)).isOne();
			insert(mongo, "old");
		}
	}

	private BundledMongo open() {
		return BundledMongo.open(this.folder, PATIENCE);
	}

	private static void insert(BundledMongo mongo, String id) {
		with(mongo, (dogs) -> dogs.insertOne(new Document("_id", id)));
	}

	private static long count(BundledMongo mongo) {
		return with(mongo, MongoCollection::countDocuments);
	}

	private static <T> T with(BundledMongo mongo, Function<MongoCollection<Document>, T> work) {
		try (MongoClient client = MongoClients.create(mongo.uri("dogs"))) {
			return work.apply(client.getDatabase("dogs").getCollection("dogs"));
		}
	}

}
