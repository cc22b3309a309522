package io.monarch.transfer;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentException;
import io.monarch.environment.EnvironmentLock;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.Document;

/**
 * Reads the database of an environment, at one point in time where the server can.
 */
public final class MongoSource implements CollectionSource {

	private static final int ATTEMPTS = 10;

	private final Environment environment;

	private final Snapshot snapshot;

	private final List<CollectionDefinition> collections;

	private final TransferListener listener;

	private volatile boolean consistent;

	private MongoSource(Environment environment, Snapshot snapshot, List<CollectionDefinition> collections,
			TransferListener listener) {
		this.environment = environment;
		this.snapshot = snapshot;
		this.collections = collections;
		this.listener = listener;
		this.consistent = snapshot.isAvailable() || collections.isEmpty();
	}

	/**
	 * Take a snapshot of an environment.
	 * @param environment the environment to read
	 * @param listener is told where it cannot be read at one point in time
	 * @return the source
	 * @throws EnvironmentException if it cannot be read
	 */
	public static MongoSource open(Environment environment, TransferListener listener) {
		try {
			MongoDatabase database = environment.mongoDatabase();
			List<CollectionDefinition> before = Catalogue.read(database);
			for (int i = 0;; i++) {
				// Collections and indexes are no part of a snapshot, so they have to be
				// the same before and after it.
				Snapshot snapshot = Snapshot.take(environment, some(before));
				List<CollectionDefinition> after = Catalogue.read(database);
				if (isSame(before, after) || i == ATTEMPTS) {
					return new MongoSource(environment, snapshot, after, listener).noticed();
				}
				before = after;
			}
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(environment, ex);
		}
	}

	private static String some(List<CollectionDefinition> collections) {
		return collections.stream()
			.filter((each) -> each.kind() == Kind.COLLECTION)
			.map(CollectionDefinition::name)
			.findFirst()
			.orElse(EnvironmentLock.COLLECTION);
	}

	private static boolean isSame(List<CollectionDefinition> before, List<CollectionDefinition> after) {
		return before.size() == after.size() && shapes(before).equals(shapes(after));
	}

	private static List<Object> shapes(List<CollectionDefinition> collections) {
		List<Object> shapes = new ArrayList<>();
		collections.stream()
			.map((each) -> List.of(each.name(), each.kind(), each.options(), each.indexes(), each.uuid()))
			.sorted((left, right) -> left.get(0).toString().compareTo(right.get(0).toString()))
			.forEach(shapes::add);
		return shapes;
	}

	private MongoSource noticed() {
		if (!this.consistent) {
			this.listener.warned("The server of environment " + this.environment.description()
					+ " has no snapshots, so what is written meanwhile is read in part");
		}
		return this;
	}

	@Override
	public List<CollectionDefinition> collections() {
		return this.collections;
	}

	@Override
	public List<Part> parts(CollectionDefinition collection) {
		if (collection.kind() == Kind.VIEW) {
			return List.of();
		}
		try {
			return Range.divide(this.environment.mongoDatabase(), collection)
				.stream()
				.<Part>map((range) -> new RangeReader(this.environment, this.snapshot, collection, range, this::lost))
				.toList();
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(this.environment, ex);
		}
	}

	/**
	 * Go on without the snapshot: everything, or a capped collection alone, of which
	 * servers have none.
	 */
	private synchronized void lost(CollectionDefinition collection, MongoException failure) {
		this.consistent = false;
		if (collection.isCapped()) {
			this.listener
				.warned("Collection '" + collection.name() + "' of environment " + this.environment.description()
						+ " is capped and is read as it is now, since the server has no" + " snapshots of it");
		}
		else if (this.snapshot.isAvailable()) {
			this.snapshot.lose();
			this.listener.warned("The server of environment " + this.environment.description()
					+ " no longer has the snapshot, so the rest is read as it is now; a longer"
					+ " minSnapshotHistoryWindowInSeconds on the server keeps it (" + failure.getMessage() + ")");
		}
	}

	@Override
	public long bytesOnDisk() {
		try {
			Document stats = this.environment.mongoDatabase().runCommand(new Document("dbStats", 1));
			return size(stats, "storageSize") + size(stats, "indexSize");
		}
		catch (MongoException ex) {
			throw EnvironmentException.of(this.environment, ex);
		}
	}

	private static long size(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
	}

	@Override
	public boolean isConsistent() {
		return this.consistent;
	}

	@Override
	public void close() {
		// The client belongs to the environment.
	}

}
