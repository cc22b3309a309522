package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoDatabase;
import org.bson.types.ObjectId;

/**
 * Names of the collections in the target's database that hold the new data until it is
 * complete.
 */
final class Staging {

	private static final String PREFIX = "monarch_staging_";

	private final String run = new ObjectId().toHexString();

	private int next;

	/**
	 * Return a new name. It is not made from the target's, whose length may leave no
	 * room.
	 */
	synchronized String name() {
		return PREFIX + this.run + "_" + this.next++;
	}

	static boolean isStaging(String name) {
		return name.startsWith(PREFIX);
	}

	/**
	 * Drop what this run has staged and not put in place.
	 */
	void drop(MongoDatabase database) {
		names(database, PREFIX + this.run).forEach(new Definitions(database)::drop);
	}

	/**
	 * Return the names of what any run has staged and not put in place.
	 */
	static List<String> find(MongoDatabase database) {
		return names(database, PREFIX);
	}

	/**
	 * Of a time series whose making was interrupted there may be the buckets alone.
	 */
	private static List<String> names(MongoDatabase database, String prefix) {
		List<String> names = database.listCollectionNames().into(new ArrayList<>());
		return names.stream()
			.map(CollectionDefinition::nameOfStored)
			.filter((name) -> name.startsWith(prefix))
			.distinct()
			.toList();
	}

	String run() {
		return this.run;
	}

}
