package io.monarch.testsupport;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoClient;
import org.bson.Document;

/**
 * The temporary databases of this process, on a server that other processes use too.
 */
public final class TemporaryDatabases {

	private TemporaryDatabases() {
	}

	/**
	 * Return the names of those that exist.
	 * @param client a client of the server
	 * @return the names
	 */
	public static List<String> of(MongoClient client) {
		List<String> names = new ArrayList<>();
		client.listDatabases()
			.nameOnly(true)
			.filter(new Document("name", new Document("$regex", "_monarch_")))
			.forEach((database) -> names.add(database.getString("name")));
		String process = ":" + ProcessHandle.current().pid() + ":";
		return names.stream().filter((name) -> {
			Document marker = client.getDatabase(name)
				.getCollection("monarch_lock")
				.find(new Document("_id", "scratch"))
				.first();
			return marker != null && marker.getString("owner").contains(process);
		}).toList();
	}

}
