package io.monarch.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.faults.SampleProcess.Outcome;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.testsupport.TestS3;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What all rounds share: the jar, the servers, a source that is written to all the while,
 * and a backup of it.
 */
final class World implements AutoCloseable {

	static final String SOURCE = "source";

	/** What the view of the source picks. */
	static final List<Document> ODD = List.of(new Document("$match", new Document("odd", true)));

	/**
	 * The server ends the transactions of dead processes, and deletes the files of what
	 * was dropped, sooner than by default.
	 */
	private static final String[] SERVER = { "--setParameter", "transactionLifetimeLimitSeconds=10", "--setParameter",
			"minSnapshotHistoryWindowInSeconds=60" };

	private final Path folder;

	private final SampleJar jar;

	private final Residents residents;

	private final TestReplicaSet one = TestReplicaSet.start(1, SERVER);

	private final MongoClient client = MongoClients.create(this.one.uri());

	private final Writer writer;

	private final Map<String, String> picture;

	private final Path backup;

	private @Nullable TestReplicaSet three;

	private @Nullable MongoClient clientOfThree;

	private @Nullable Writer writerOfThree;

	private @Nullable Path backupOfThree;

	private @Nullable TestS3 s3;

	private @Nullable Clocks clocks;

	World(Path folder) throws Exception {
		this.folder = folder;
		Path backups = folder.resolve("backups");
		SampleJar untrained = SampleJar.unpack(folder);
		MongoDatabase source = this.client.getDatabase(SOURCE);
		try (Residents trainees = new Residents(untrained, folder)) {
			train(trainees, backups, "migrate", "source");
			fill(source);
			this.writer = new Writer(this.client, source);
			train(trainees, backups, "backup", "source");
			this.backup = StoredBackups.visible(backups).get(0);
			String name = this.backup.getFileName().toString();
			train(trainees, backups, "copy-db", "source:trained", "--yes", "--output", "json");
			train(trainees, backups, "restore", name + ":trained", "--yes", "--output", "json");
			train(trainees, backups, "verify-backup", name);
			train(trainees, backups, "mark", View.MARKED, "trained", "--as", "completed");
			trainees.end();
		}
		this.client.getDatabase("trained").drop();
		this.jar = untrained.trained();
		this.residents = new Residents(this.jar, folder);
		this.picture = new View(source).picture();
	}

	private void train(Residents trainees, Path backups, String... words) throws Exception {
		Outcome outcome = trainees.run(List.of(words),
				List.of("--monarch.environments.source.uri=" + uri(SOURCE),
						"--monarch.environments.trained.uri=" + uri("trained"),
						"--monarch.backups.local.directory=" + backups, "--spring.mongodb.uri=" + uri("unused")));
		requireSuccess(outcome);
	}

	private static void requireSuccess(Outcome outcome) {
		if (!outcome.succeeded()) {
			throw new IllegalStateException("It should have succeeded: " + outcome);
		}
	}

	private static void fill(MongoDatabase database) {
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			documents.add(new Document("_id", i).append("text", "x".repeat(500)).append("odd", i % 2 == 1));
		}
		database.getCollection("texts").insertMany(documents);
		database.getCollection("texts").createIndex(new Document("odd", 1).append("_id", -1));
		// More than is read, compressed, sent to a store or kept in memory at once.
		Random random = new Random(1);
		List<Document> images = IntStream.range(0, 9).mapToObj((id) -> {
			byte[] image = new byte[1 << 20];
			random.nextBytes(image);
			return new Document("_id", id).append("image", image);
		}).toList();
		database.getCollection("images").insertMany(images);
		database.createView("odd_texts", "texts", ODD);
		database.getCollection("system.js").insertOne(new Document("_id", "f").append("value", 1));
		database.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		database.getCollection("weather").insertOne(new Document("at", new Date(0)).append("degrees", 7));
	}

	Path folder() {
		return this.folder;
	}

	SampleJar jar() {
		return this.jar;
	}

	Residents residents() {
		return this.residents;
	}

	/**
	 * Return the address of the one server.
	 */
	String address() {
		return new ConnectionString(this.one.uri()).getHosts().get(0);
	}

	String uri(String database) {
		return uri(address(), database);
	}

	static String uri(String address, String database) {
		return "mongodb://" + address + "/" + database + "?directConnection=true";
	}

	/**
	 * Return the URI of the source behind an address.
	 */
	static String sourceUri(String address) {
		return uri(address, SOURCE);
	}

	MongoClient client() {
		return this.client;
	}

	/**
	 * Return what a complete copy of the source looks like.
	 */
	Map<String, String> picture() {
		return this.picture;
	}

	/**
	 * Return a history as that of the source, of another host.
	 */
	List<Document> history() {
		List<Document> history = new View(this.client.getDatabase(SOURCE)).history(new Document());
		history.forEach((record) -> record.append("host", "old"));
		return history;
	}

	/**
	 * Return a backup of the source.
	 */
	Path backup() {
		return this.backup;
	}

	/**
	 * Return the set of three members, which is started when it is first needed, and gets
	 * a source of its own.
	 */
	synchronized TestReplicaSet three() {
		if (this.three == null) {
			this.three = TestReplicaSet.start(3, SERVER);
			this.clientOfThree = MongoClients.create(this.three.uri());
			fillThree(this.three, this.clientOfThree);
		}
		return this.three;
	}

	private void fillThree(TestReplicaSet set, MongoClient clientOfSet) {
		MongoDatabase source = clientOfSet.getDatabase(SOURCE);
		Path backups = this.folder.resolve("backups-of-three");
		try {
			requireSuccess(this.residents.run(List.of("copy-db", "source:target", "--yes"),
					List.of("--monarch.environments.source.uri=" + uri(SOURCE),
							"--monarch.environments.target.uri=" + set.uri(SOURCE),
							"--spring.mongodb.uri=" + uri("unused"))));
			Writer.COLLECTIONS.forEach((name) -> source.getCollection(name).deleteMany(new Document()));
			this.writerOfThree = new Writer(clientOfSet, source);
			requireSuccess(this.residents.run(List.of("backup", "source"),
					List.of("--monarch.environments.source.uri=" + set.uri(SOURCE),
							"--monarch.backups.local.directory=" + backups, "--spring.mongodb.uri=" + uri("unused"))));
			this.backupOfThree = StoredBackups.visible(backups).get(0);
		}
		catch (Exception ex) {
			throw new IllegalStateException("The set of three has got no source", ex);
		}
		if (!new View(source).picture().equals(this.picture)) {
			throw new IllegalStateException("The source of the set of three is not that of the other server");
		}
	}

	synchronized MongoClient clientOfThree() {
		var unused = three();
		return Objects.requireNonNull(this.clientOfThree);
	}

	/**
	 * Return a backup of the source on the set of three.
	 */
	synchronized Path backupOfThree() {
		var unused = three();
		return Objects.requireNonNull(this.backupOfThree);
	}

	synchronized TestS3 s3() throws Exception {
		if (this.s3 == null) {
			this.s3 = TestS3.start(Files.createDirectory(this.folder.resolve("s3")));
		}
		return this.s3;
	}

	/**
	 * Return a clock that is off, made with the machine's C compiler.
	 * @throws NotPossible if there is none
	 */
	synchronized Clock clock(long seconds) throws Exception {
		if (this.clocks == null) {
			this.clocks = new Clocks(this.folder);
		}
		return this.clocks.off(seconds);
	}

	@Override
	public void close() throws Exception {
		this.residents.close();
		this.writer.close();
		this.client.close();
		this.one.close();
		if (this.writerOfThree != null) {
			this.writerOfThree.close();
		}
		if (this.clientOfThree != null) {
			this.clientOfThree.close();
		}
		if (this.three != null) {
			this.three.close();
		}
		if (this.s3 != null) {
			this.s3.close();
		}
	}

	/**
	 * Something cannot be done on this machine.
	 */
	static final class NotPossible extends RuntimeException {

		NotPossible(String message) {
			super(message);
		}

	}

}
