package io.monarch.transfer;

import java.util.Set;

import com.mongodb.client.MongoDatabase;
import io.monarch.environment.MonarchCollections;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes Monarch's own collections from those of users: the lock, and the
 * collections of runs that the record of the lock names. A name alone proves nothing.
 */
final class OwnCollections {

	private final @Nullable Set<String> runs;

	private OwnCollections(@Nullable Set<String> runs) {
		this.runs = runs;
	}

	static OwnCollections of(MongoDatabase database) {
		return of(ReplacementRecord.read(database));
	}

	/**
	 * Create from the record. If the user may not read it, names of exactly Monarch's
	 * form count.
	 */
	static OwnCollections of(ReplacementRecord record) {
		return new OwnCollections(record.runs());
	}

	/**
	 * Tell whether a collection is Monarch's own: its lock and its unfinished work belong
	 * to the database and not to the data. The history of the migrations is data.
	 */
	boolean contains(String name) {
		if (name.equals(MonarchCollections.LOCK)) {
			return true;
		}
		String run = CollectionNames.runOf(name);
		return run != null && (this.runs == null || this.runs.contains(run));
	}

	/**
	 * Tell whether a collection is data, which copies and backups contain.
	 */
	boolean isData(String name) {
		return !contains(name) && (!Catalogue.isSystem(name) || name.equals(Catalogue.FUNCTIONS));
	}

}
