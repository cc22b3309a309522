package io.monarch.testsupport;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.mongodb.client.MongoClient;
import org.bson.Document;

/**
 * The temporary databases that this process has created since a point in time, on a
 * server that other processes use too.
 */
public final class TemporaryDatabases {

	private final MongoClient client;

	private final Set<String> before;

	private TemporaryDatabases(MongoClient client) {
		this.client = client;
		this.before = new HashSet<>(names());
	}

	/**
	 * Start with those that exist now.
	 * @param client a client of the server
	 * @return an object that knows them
	 */
	public static TemporaryDatabases since(MongoClient client) {
		return new TemporaryDatabases(client);
	}

	/**
	 * Return the names of those that this process has created since, and that still
	 * exist.
	 * @return the names
	 */
	public List<String> left() {
		String process = ":" + ProcessHandle.current().pid() + ":";
		return names().stream().filter((name) -> !this.before.contains(name)).filter((name) -> {
			Document marker = this.client.getDatabase(name)
				.getCollection("monarch_lock")
				.find(new Document("_id", "scratch"))
				.first();
			return marker != null && marker.getString("owner").contains(process);
		}).toList();
	}

	private List<String> names() {
		List<String> names = new ArrayList<>();
		this.client.listDatabases()
			.nameOnly(true)
			.filter(new Document("name", new Document("$regex", "_monarch_")))
			.forEach((database) -> names.add(database.getString("name")));
		return names;
	}

}
