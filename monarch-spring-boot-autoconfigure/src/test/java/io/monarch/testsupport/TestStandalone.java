package io.monarch.testsupport;

import java.util.List;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;

/**
 * A server that is not part of a replica set, and so has no transactions.
 */
public final class TestStandalone implements AutoCloseable {

	private final MongodProcess process;

	private TestStandalone(MongodProcess process) {
		this.process = process;
	}

	/**
	 * Start a server.
	 * @param arguments what to pass to mongod in addition
	 * @return the server
	 */
	public static TestStandalone start(String... arguments) {
		TestStandalone server = new TestStandalone(new MongodProcess(ProcessHandle.current(), List.of(arguments)));
		try (MongoClient client = MongoClients.create(server.uri("admin"))) {
			client.getDatabase("admin").runCommand(new Document("ping", 1));
		}
		return server;
	}

	/**
	 * Return the URI of a database on the server.
	 * @param database the name of the database
	 * @return the URI
	 */
	public String uri(String database) {
		return "mongodb://" + this.process.address() + "/" + database;
	}

	@Override
	public void close() {
		this.process.close();
	}

}
