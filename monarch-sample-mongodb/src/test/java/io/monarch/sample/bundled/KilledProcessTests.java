package io.monarch.sample.bundled;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BundledMongo} with a process that is killed.
 */
class KilledProcessTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int ROUNDS = Integer.getInteger("sample.kill-rounds",
			Boolean.getBoolean("monarch.test.long") ? 5 : 1);

	@TempDir
	private Path folder;

	private final List<Process> started = new ArrayList<>();

	@AfterEach
	void end() {
		this.started.forEach(Process::destroyForcibly);
	}

	@Tag("rounds")
	@Test
	void whatAKilledProcessAcknowledgedIsThere() throws Exception {
		int acknowledged = 0;
		for (int round = 0; round < ROUNDS; round++) {
			Process process = start();
			try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
				int before = acknowledged;
				while (acknowledged < before + 200) {
					acknowledged = Integer.parseInt(output.readLine()) + 1;
				}
				kill(process);
				// What it still said before it died counts as well.
				for (String line = output.readLine(); line != null; line = output.readLine()) {
					acknowledged = Math.max(acknowledged, Integer.parseInt(line) + 1);
				}
			}
			try (BundledMongo mongo = BundledMongo.open(this.folder, PATIENCE);
					MongoClient client = MongoClients.create(mongo.uri("dogs"))) {
				MongoCollection<Document> dogs = client.getDatabase("dogs").getCollection("dogs");
				assertThat(dogs.countDocuments()).isBetween((long) acknowledged, acknowledged + 1L);
				acknowledged = (int) dogs.countDocuments();
			}
		}
	}

	@Test
	void anotherProcessGoesOnWhenTheOneThatServesIsKilled() throws Exception {
		Process process = start();
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			output.readLine();
			try (BundledMongo mongo = BundledMongo.open(this.folder, PATIENCE);
					MongoClient client = MongoClients.create(mongo.uri("dogs"))) {
				MongoCollection<Document> dogs = client.getDatabase("dogs").getCollection("dogs");
				assertThat(dogs.countDocuments()).isPositive();
				kill(process);
				try (MongoClient later = MongoClients.create(mongo.uri("dogs"))) {
					later.getDatabase("dogs").getCollection("dogs").insertOne(new Document("_id", "later"));
				}
			}
		}
	}

	/**
	 * As {@code kill -9} does; by its handle, which leaves its output to be read.
	 */
	private static void kill(Process process) throws Exception {
		process.toHandle().destroyForcibly();
		process.waitFor();
	}

	private Process start() throws Exception {
		Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), Writer.class.getName(), this.folder.toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.started.add(process);
		return process;
	}

	/**
	 * Inserts one document after the other, and says so.
	 */
	static final class Writer {

		private Writer() {
		}

		public static void main(String[] args) {
			BundledMongo mongo = BundledMongo.open(Path.of(args[0]), PATIENCE);
			MongoClient client = MongoClients.create(mongo.uri("dogs"));
			MongoCollection<Document> dogs = client.getDatabase("dogs").getCollection("dogs");
			for (int number = (int) dogs.countDocuments();; number++) {
				dogs.insertOne(new Document("_id", number));
				System.out.println(number);
			}
		}

	}

}
