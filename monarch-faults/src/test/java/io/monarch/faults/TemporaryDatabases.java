package io.monarch.faults;

import java.util.ArrayList;
import java.util.List;

import org.bson.Document;

/**
 * The temporary databases that Monarch creates for one purpose in a round.
 */
final class TemporaryDatabases {

	/** Monarch takes so much of the name of a database. */
	private static final int BASE = 12;

	private final Round round;

	private final String prefix;

	TemporaryDatabases(Round round, String purpose) {
		this.round = round;
		String name = round.name();
		this.prefix = name.substring(0, Math.min(name.length(), BASE)) + "_monarch_" + purpose + "_";
	}

	List<String> names() {
		return Patience.retry(() -> {
			List<String> names = new ArrayList<>();
			this.round.client()
				.listDatabases()
				.nameOnly(true)
				.filter(new Document("name", new Document("$regex", "^" + this.prefix)))
				.forEach((database) -> names.add(database.getString("name")));
			return names;
		});
	}

	void drop() {
		names().forEach((name) -> this.round.client().getDatabase(name).drop());
	}

}
