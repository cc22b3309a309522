package io.monarch.foreign;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.ServerInfo;
import org.bson.BsonDocument;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Checks by its lock whether another tool is running on a database.
 */
public final class ToolLocks {

	/** The usual collection of the lock of Mongock. */
	public static final String MONGOCK = "mongockLock";

	private static final Duration FOREVER = Duration.ofDays(365_000);

	private final MongoDatabase database;

	/**
	 * Create for a database.
	 * @param database the database
	 */
	public ToolLocks(MongoDatabase database) {
		this.database = database.withReadPreference(ReadPreference.primary());
	}

	/**
	 * Require that a tool is not running.
	 * @param history the history of the tool
	 * @param collections the collections of the database: locks can have other names
	 * @return a text about each lock that was left behind and no longer counts
	 * @throws MonarchException if it is running, or if that is unknown
	 */
	public List<String> requireFree(ToolHistory history, List<String> collections) {
		List<String> stale = new ArrayList<>();
		for (String collection : candidates(history, collections)) {
			for (BsonDocument lock : this.database.getCollection(collection, BsonDocument.class).find().limit(10)) {
				Optional<Instant> until = until(history, collection, lock);
				if (until.isEmpty()) {
					continue;
				}
				if (until.get().isAfter(ServerInfo.of(this.database).localTime())) {
					throw held(history.tool(), collection, lock, until.get());
				}
				stale.add("The lock of " + history.tool().title() + " in collection '" + collection
						+ "' was left behind and is ignored: it expired at " + until.get());
			}
		}
		return stale;
	}

	private static List<String> candidates(ToolHistory history, List<String> collections) {
		return collections.stream()
			.filter((name) -> !name.equals(history.collection()) && name.toLowerCase(Locale.ROOT).contains("lock")
					&& !name.startsWith("monarch_"))
			.sorted()
			.toList();
	}

	/**
	 * Return the time until which a document is a lock of the tool, or empty if it is not
	 * a lock.
	 */
	private Optional<Instant> until(ToolHistory history, String collection, BsonDocument lock) {
		return switch (history.tool()) {
			case MONGOCK, FLAMINGOCK ->
				isLock(lock) ? Optional.ofNullable(Fields.time(lock, "expiresAt")) : Optional.empty();
			case MONGOBEE -> isLock(lock) ? Optional.of(end(Fields.time(lock, "expiresAt"))) : Optional.empty();
			case MIGRATE_MONGO -> isOfMigrateMongo(lock)
					? lifetime(collection).map(
							(lifetime) -> Instant.ofEpochMilli(lock.getDateTime("createdAt").getValue()).plus(lifetime))
					: Optional.empty();
			case MONARCH_PYTHON -> Optional.empty(); // it has no lock
		};
	}

	private static Instant end(@Nullable Instant expiry) {
		return (expiry != null) ? expiry : Instant.EPOCH.plus(FOREVER);
	}

	private static boolean isLock(BsonDocument document) {
		return "LOCK_HELD".equals(Fields.text(document, "status"))
				&& !MongockLock.isOfMonarch(Fields.text(document, "owner"));
	}

	private static boolean isOfMigrateMongo(BsonDocument document) {
		return document.size() == 2 && document.containsKey("_id") && Fields.time(document, "createdAt") != null;
	}

	/**
	 * Return the lifetime of a lock of migrate-mongo, which is in an index. Without the
	 * index, it no longer uses locks.
	 */
	private Optional<Duration> lifetime(String collection) {
		for (Document index : this.database.getCollection(collection).listIndexes()) {
			if (index.get("expireAfterSeconds") instanceof Number seconds && index.get("key") instanceof Document key
					&& key.containsKey("createdAt")) {
				return Optional.of(Duration.ofSeconds(seconds.longValue()));
			}
		}
		return Optional.of(Duration.ZERO);
	}

	private MonarchException held(ForeignTool tool, String collection, BsonDocument lock, Instant until) {
		String owner = Fields.text(lock, "owner");
		boolean endless = until.equals(Instant.EPOCH.plus(FOREVER));
		String who = (owner != null) ? " by '" + owner + "'" : "";
		String delete = "db.getSiblingDB(\"" + this.database.getName() + "\").getCollection(\"" + collection
				+ "\").deleteMany({})";
		return new MonarchException(Kind.BUSY,
				"The lock of " + tool.title() + " in collection '" + collection + "' is held" + who
						+ (endless ? ", and it never expires: it remains even if its process dies" : " until " + until)
						+ ". Nothing was changed, since " + tool.title() + " may be running.",
				endless ? "If no application with " + tool.title()
						+ " runs on this database, delete the lock in mongosh: " + delete
						: "Stop the applications that migrate with " + tool.title()
								+ ", wait until the lock expires, and try again.");
	}

}
