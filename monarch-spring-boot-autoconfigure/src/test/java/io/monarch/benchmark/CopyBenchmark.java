package io.monarch.benchmark;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import io.monarch.testsupport.TestReplicaSet;
import io.monarch.transfer.Copies;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/**
 * Compares a copy with the server's own copy by {@code $out}, indexes included.
 */
class CopyBenchmark {

	private static final double SIZE = Double.parseDouble(System.getProperty("monarch.benchmark.size", "1"));

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 3);

	@Test
	void copy() {
		try (TestReplicaSet server = TestReplicaSet.start(1); MongoClient client = MongoClients.create(server.uri())) {
			MongoDatabase source = client.getDatabase("source");
			BenchmarkData.fill(source, SIZE);
			List<Double> floors = new ArrayList<>();
			List<Double> copies = new ArrayList<>();
			for (int i = 0; i < ROUNDS; i++) {
				floors.add(Timing.seconds(() -> out(source, client.getDatabase("floor"))));
				client.getDatabase("floor").drop();
				copies.add(Timing.seconds(() -> monarch(server)));
				client.getDatabase("copy").drop();
			}
			Timing.print("copy of size " + SIZE, copies, "the server's own $out with indexes", floors);
		}
	}

	private static void out(MongoDatabase source, MongoDatabase target) {
		for (String name : source.listCollectionNames()) {
			source.getCollection(name)
				.aggregate(List.of(new Document("$out", new Document("db", target.getName()).append("coll", name))))
				.toCollection();
			List<Document> indexes = new ArrayList<>();
			for (Document index : source.getCollection(name).listIndexes()) {
				if (!"_id_".equals(index.getString("name"))) {
					indexes.add(index);
				}
			}
			if (!indexes.isEmpty()) {
				target.runCommand(new Document("createIndexes", name).append("indexes", indexes));
			}
		}
	}

	private static void monarch(TestReplicaSet server) {
		try (Environments environments = environments(server)) {
			Copies.copyForBenchmark(environments);
		}
	}

	static Environments environments(TestReplicaSet server) {
		return Environments.of(List.of(settings(server, "source"), settings(server, "copy")), "source");
	}

	private static EnvironmentSettings settings(TestReplicaSet server, String database) {
		return new EnvironmentSettings(database,
				MongoClientSettings.builder().applyConnectionString(new ConnectionString(server.uri())).build(),
				database, null);
	}

}
