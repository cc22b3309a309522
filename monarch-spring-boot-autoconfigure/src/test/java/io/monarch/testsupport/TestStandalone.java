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
	 * Start a server that checks rights, with the user {@code admin}, who may do
	 * everything.
	 * @param password the password of the user
	 * @return the server
	 */
	public static TestStandalone startWithAdmin(String password) {
		TestStandalone server = start("--auth");
		createAdmin(server.uri("admin"), password);
		return server;
	}

	/**
	 * Create the user {@code admin} on a server that has no users yet.
	 * @param uri the URI of the server
	 * @param password the password of the user
	 */
	public static void createAdmin(String uri, String password) {
		try (MongoClient client = MongoClients.create(uri)) {
			client.getDatabase("admin")
				.runCommand(
						new Document("createUser", "admin").append("pwd", password).append("roles", List.of("root")));
		}
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
