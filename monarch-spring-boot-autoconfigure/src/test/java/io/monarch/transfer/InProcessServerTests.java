package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchCollections;
import io.monarch.lock.Lease;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for copying on mongo-java-server, which knows few commands and ignores what it
 * does not know.
 */
class InProcessServerTests {

	private MongoServer server;

	private Environments environments;

	@BeforeEach
	void start() {
		this.server = new MongoServer(new MemoryBackend());
		ConnectionString uri = new ConnectionString("mongodb://127.0.0.1:" + this.server.bind().getPort());
		MongoClientSettings client = MongoClientSettings.builder().applyConnectionString(uri).build();
		this.environments = Environments.of(List.of(new EnvironmentSettings("source", client, "source", null),
				new EnvironmentSettings("target", client, "target", null)), "source");
	}

	@AfterEach
	void stop() {
		this.environments.close();
		this.server.shutdownNow();
	}

	@Test
	void copyReplacesTheTarget() {
		MongoDatabase source = this.environments.get("source").mongoDatabase();
		source.getCollection("dogs").insertMany(List.of(new Document("_id", 1), new Document("_id", "a")));
		source.getCollection("dogs").createIndex(new Document("name", 1));
		source.createView("named", "dogs", List.of());
		MongoDatabase target = this.environments.get("target").mongoDatabase();
		target.getCollection("dogs").insertOne(new Document("_id", 7));
		target.getCollection("old").insertOne(new Document("_id", 7));
		TransferResult result = Copies.copy(this.environments.get("source"), this.environments.get("target"));
		assertThat(result.consistent()).isFalse();
		assertThat(target.getCollection("dogs").find()).extracting((each) -> each.get("_id"))
			.containsExactlyInAnyOrder(1, "a");
		assertThat(target.getCollection("dogs").listIndexes()).hasSize(2);
		assertThat(target.listCollectionNames()).doesNotContain("old");
		assertThat(source.getCollection("dogs").countDocuments()).isEqualTo(2);
	}

	/**
	 * This server gives all documents for each range.
	 */
	@Test
	void collectionIsReadOnceFromAServerThatIgnoresTheBoundsOfRanges() throws InterruptedException {
		Environment environment = this.environments.get("source");
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			documents.add(new Document("_id", i).append("text", "some text"));
		}
		environment.mongoDatabase().getCollection("numbers").insertMany(documents);
		assertThat(environment.mongoDatabase()
			.getCollection("numbers")
			.find()
			.min(new Document("_id", 2000))
			.hint(new Document("_id", 1))).as("what the server finds from 2000 on").hasSize(3000);
		List<Object> ids = new ArrayList<>();
		try (CollectionSource source = EnvironmentReader.EVERYTHING.open(environment, new TransferListener() {
		})) {
			CollectionDefinition numbers = source.collections()
				.stream()
				.filter((each) -> each.name().equals("numbers"))
				.findFirst()
				.orElseThrow();
			for (CollectionSource.Part part : source.parts(numbers, 10_000)) {
				part.read((batch) -> batch.documents().forEach((document) -> ids.add(document.get("_id"))));
			}
		}
		assertThat(ids).hasSize(3000).doesNotHaveDuplicates();
	}

	@Test
	void recoveryDropsNothingThatIsNotMonarchs() {
		Environment environment = this.environments.get("target");
		MongoDatabase target = environment.mongoDatabase();
		List<String> users = List.of("dogs", "monarch_staging_x_0", "monarch_swap_x",
				"monarch_staging_aaaaaaaaaaaaaaaaaaaaaaaa_0", "monarch_swap_aaaaaaaaaaaaaaaaaaaaaaaa");
		users.forEach((name) -> target.getCollection(name).insertOne(new Document("_id", 7)));
		target.getCollection(InterruptedSwaps.staging(0)).insertOne(new Document("_id", 7));
		target.getCollection("monarch_swap_" + InterruptedSwaps.RUN).insertOne(new Document("_id", 7));
		try (Lease lease = Copies.LOCKS.of(environment).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			ReplacementRecord.register(lease, InterruptedSwaps.RUN);
		}
		try (Lease lease = Copies.LOCKS.of(environment).acquire(() -> true, (holder) -> {
		}).orElseThrow()) {
			lease.fence(target);
		}
		List<String> left = new ArrayList<>(users);
		left.add(MonarchCollections.LOCK);
		assertThat(target.listCollectionNames()).containsExactlyInAnyOrderElementsOf(left);
		users.forEach((name) -> assertThat(target.getCollection(name).countDocuments()).isOne());
	}

}
