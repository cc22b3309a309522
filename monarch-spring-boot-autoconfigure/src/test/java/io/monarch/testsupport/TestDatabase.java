package io.monarch.testsupport;

import java.util.List;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSettings;
import io.monarch.environment.Environments;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A database of a test's own on a real server, dropped after the test.
 */
public final class TestDatabase implements AutoCloseable {

	private final String uri;

	private final String name;

	private final MongoClient client;

	private @Nullable Environments environments;

	private TestDatabase(String uri, String name) {
		this.uri = uri;
		this.name = name;
		this.client = MongoClients.create(uri);
	}

	/**
	 * Return a new database on the server that all tests share.
	 * @return the database
	 */
	public static TestDatabase create() {
		return on(SharedMongo.uri());
	}

	/**
	 * Return a new database on a server.
	 * @param serverUri the URI of the server, whose database is ignored
	 * @return the database
	 */
	public static TestDatabase on(String serverUri) {
		String name = "monarch_" + new ObjectId().toHexString();
		int authority = serverUri.indexOf('/', serverUri.indexOf("://") + 3);
		int options = serverUri.indexOf('?');
		String servers = serverUri.substring(0, (authority >= 0) ? authority : serverUri.length());
		return new TestDatabase(servers + "/" + name + ((options >= 0) ? serverUri.substring(options) : ""), name);
	}

	/**
	 * Return the URI of this database.
	 * @return the URI
	 */
	public String uri() {
		return this.uri;
	}

	/**
	 * Return the name of this database.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return a client that is closed with this database.
	 * @return the client
	 */
	public MongoClient client() {
		return this.client;
	}

	/**
	 * Return the database itself.
	 * @return the database
	 */
	public MongoDatabase database() {
		return this.client.getDatabase(this.name);
	}

	/**
	 * Return a collection of the database.
	 * @param collection its name
	 * @return the collection
	 */
	public MongoCollection<Document> collection(String collection) {
		return database().getCollection(collection);
	}

	/**
	 * Return this database as an environment with a client of its own.
	 * @return the environment, named {@code test}
	 */
	public synchronized Environment environment() {
		if (this.environments == null) {
			this.environments = environments("test");
		}
		return this.environments.get("test");
	}

	/**
	 * Return a registry with this database as the application's own environment.
	 * @param environment its name
	 * @return the registry, to be closed by the caller
	 */
	public Environments environments(String environment) {
		MongoClientSettings settings = MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(this.uri))
			.build();
		return Environments.of(List.of(new EnvironmentSettings(environment, settings, this.name, null)), environment);
	}

	@Override
	public void close() {
		database().drop();
		if (this.environments != null) {
			this.environments.close();
		}
		this.client.close();
	}

}
