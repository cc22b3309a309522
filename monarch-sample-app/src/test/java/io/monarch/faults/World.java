package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.faults.SampleProcess.Clock;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.testsupport.TestS3;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What all rounds share: the jar, the servers, a source that is written to all the while,
 * and a backup of it.
 */
final class World implements AutoCloseable {

	private static final String SOURCE = "source";

	/** The server ends the transactions of dead processes sooner than after a minute. */
	private static final String[] SERVER = { "--setParameter", "transactionLifetimeLimitSeconds=3" };

	private final Path folder;

	private final SampleJar jar;

	private final TestReplicaSet one = TestReplicaSet.start(1, SERVER);

	private final MongoClient client = MongoClients.create(this.one.uri());

	private final Writer writer;

	private final Map<String, String> picture;

	private final Path backup;

	private @Nullable TestReplicaSet three;

	private @Nullable MongoClient clientOfThree;

	private @Nullable TestS3 s3;

	private @Nullable Path clock;

	World(Path folder) throws Exception {
		this.folder = folder;
		this.jar = SampleJar.unpack(folder);
		try (Round round = new Round(this, Kind.COPY_KILL, 0)) {
			String uri = "--monarch.environments.source.uri=" + uri(SOURCE);
			round.require(round.run(List.of("migrate", "source"), List.of(uri)));
			fill(this.client.getDatabase(SOURCE));
			this.jar.train(List.of("copy-db", "source:target", "--yes", uri, "--spring.mongodb.uri=" + uri("unused"),
					"--monarch.environments.target.uri=" + round.uri(false)));
			this.writer = new Writer(this.client, this.client.getDatabase(SOURCE));
			Path backups = folder.resolve("backups");
			round.require(round.run(List.of("backup", "source"),
					List.of(uri, "--monarch.backups.local.directory=" + backups)));
			this.backup = StoredBackups.visible(backups).get(0);
		}
		this.picture = new View(this.client.getDatabase(SOURCE)).picture();
	}

	private static void fill(MongoDatabase database) {
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			documents.add(new Document("_id", i).append("text", "x".repeat(500)).append("odd", i % 2 == 1));
		}
		database.getCollection("texts").insertMany(documents);
		database.getCollection("texts").createIndex(new Document("odd", 1).append("_id", -1));
		database.createView("odd_texts", "texts", List.of(new Document("$match", new Document("odd", true))));
		database.runCommand(new Document("create", "weather").append("timeseries", new Document("timeField", "at")));
		database.getCollection("weather").insertOne(new Document("at", new Date(0)).append("degrees", 7));
	}

	Path folder() {
		return this.folder;
	}

	SampleJar jar() {
		return this.jar;
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
	 * Return a backup of the source.
	 */
	Path backup() {
		return this.backup;
	}

	/**
	 * Return the set of three members, which is started when it is first needed.
	 */
	synchronized TestReplicaSet three() {
		if (this.three == null) {
			this.three = TestReplicaSet.start(3, SERVER);
		}
		return this.three;
	}

	synchronized MongoClient clientOfThree() {
		if (this.clientOfThree == null) {
			this.clientOfThree = MongoClients.create(three().uri());
		}
		return this.clientOfThree;
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
		if (this.clock == null) {
			Path source = this.folder.resolve("clock.c");
			Path library = this.folder.resolve("clock.so");
			try (var code = World.class.getResourceAsStream("/clock.c")) {
				Files.write(source, code.readAllBytes());
			}
			try {
				int exit = new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString())
					.inheritIO()
					.start()
					.waitFor();
				if (exit != 0) {
					throw new NotPossible("cc cannot compile clock.c");
				}
			}
			catch (IOException ex) {
				throw new NotPossible("there is no C compiler (cc) to put a clock off with");
			}
			this.clock = library;
		}
		return new Clock(this.clock, seconds);
	}

	@Override
	public void close() throws Exception {
		this.writer.close();
		this.client.close();
		this.one.close();
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
