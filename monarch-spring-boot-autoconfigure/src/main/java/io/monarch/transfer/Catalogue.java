package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoCommandException;
import com.mongodb.client.ListCollectionsIterable;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads the collections of a database.
 */
final class Catalogue {

	/** Prefix of collections that the server creates and maintains itself. */
	private static final String SYSTEM = "system.";

	/** The only system collection with contents of users. */
	static final String FUNCTIONS = "system.js";

	private static final int NAMESPACE_NOT_FOUND = 26;

	private static final int COMMAND_NOT_FOUND = 59;

	private Catalogue() {
	}

	/**
	 * Tell whether a collection is one of the server's own, which cannot be created,
	 * renamed and dropped as others can.
	 */
	static boolean isSystem(String name) {
		return name.startsWith(SYSTEM);
	}

	/**
	 * Read the collections, the largest first, since those that take longest should start
	 * early.
	 */
	static List<CollectionDefinition> read(MongoDatabase database) {
		List<CollectionDefinition> collections = new ArrayList<>();
		OwnCollections own = OwnCollections.of(database);
		for (CollectionDefinition bare : names(database.listCollections(RawBsonDocument.class)).values()) {
			if (own.isData(bare.name())) {
				collections.add(describe(database, bare));
			}
		}
		collections.sort(Comparator.comparingLong(CollectionDefinition::bytes)
			.reversed()
			.thenComparing(CollectionDefinition::name));
		return List.copyOf(collections);
	}

	private static CollectionDefinition describe(MongoDatabase database, CollectionDefinition bare) {
		if (bare.kind() == Kind.VIEW) {
			return bare;
		}
		Document stats = stats(database, bare.storedName());
		return new CollectionDefinition(bare.name(), bare.kind(), bare.options(), indexes(database, bare.name()),
				bare.uuid(), number(stats, "count"), number(stats, "size"), isSharded(stats) ? ShardKey.UNKNOWN : null);
	}

	/**
	 * Require that the documents of collections are stored where they are expected. If
	 * the server stores the buckets of time series elsewhere, none would be found,
	 * without an error.
	 */
	static void requireStored(Environment environment, List<CollectionDefinition> collections) {
		List<CollectionDefinition> series = collections.stream()
			.filter((each) -> each.kind() == Kind.TIME_SERIES)
			.toList();
		if (series.isEmpty()) {
			return;
		}
		Map<String, CollectionDefinition> names = names(environment.mongoDatabase());
		for (CollectionDefinition each : series) {
			if (names.containsKey(each.name()) && !names.containsKey(each.storedName())) {
				throw new MonarchException(MonarchException.Kind.FAILED,
						"Time series '" + each.name() + "' of environment " + environment.description()
								+ " cannot be read: its server stores time series in a format that Monarch does not "
								+ "support, as MongoDB 8.3 and later do.",
						"Exclude it with a query set.");
			}
		}
	}

	/**
	 * Tell whether a collection is sharded, as only routers say.
	 */
	static boolean isSharded(MongoDatabase database, String name) {
		return isSharded(stats(database, name));
	}

	private static boolean isSharded(Document stats) {
		return Boolean.TRUE.equals(stats.get("sharded"));
	}

	/**
	 * Return the definition from an entry of the catalogue, without indexes and sizes.
	 */
	private static CollectionDefinition define(String name, BsonDocument info, Map<String, BsonDocument> infos) {
		BsonDocument options = RepeatedFields.decode(info.getDocument("options", new BsonDocument()));
		Kind kind = switch (info.getString("type", new BsonString("collection")).getValue()) {
			case "view" -> Kind.VIEW;
			case "timeseries" -> Kind.TIME_SERIES;
			default -> options.containsKey("viewOn") ? Kind.VIEW : Kind.COLLECTION;
		};
		// A time series has no UUID. That of its buckets identifies it.
		BsonDocument stored = (kind == Kind.TIME_SERIES)
				? infos.getOrDefault(CollectionDefinition.bucketsOf(name), info) : info;
		return new CollectionDefinition(name, kind, options, List.of(), uuid(stored), 0, 0);
	}

	/**
	 * Read all collections by name, including Monarch's own, without indexes and sizes.
	 */
	static Map<String, CollectionDefinition> names(MongoDatabase database) {
		return names(database.listCollections(BsonDocument.class));
	}

	/**
	 * Read all collections by name, in a database whose lock is held. The driver treats a
	 * server that refuses to list collections like one that has none.
	 */
	static Map<String, CollectionDefinition> namesWhileLocked(Environment environment, MongoDatabase database) {
		Map<String, CollectionDefinition> names = names(database);
		if (!names.containsKey(MonarchCollections.LOCK)) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					"The server of environment " + environment.description()
							+ " does not list the collection of its lock, although the lock is held.",
					"Check whether the user may list all collections, and run it again.");
		}
		return names;
	}

	/**
	 * Read the collection with a name.
	 * @return the collection, or {@code null} if there is none
	 */
	static @Nullable CollectionDefinition find(MongoDatabase database, String name) {
		// Some servers ignore the filter.
		return names(database.listCollections(BsonDocument.class)
			.filter(Filters.in("name", name, CollectionDefinition.bucketsOf(name)))).get(name);
	}

	private static Map<String, CollectionDefinition> names(ListCollectionsIterable<? extends BsonDocument> infos) {
		Map<String, BsonDocument> byName = new HashMap<>();
		infos.forEach((info) -> byName.put(info.getString("name").getValue(), info));
		Map<String, CollectionDefinition> names = new HashMap<>();
		byName.forEach((name, info) -> names.put(name, define(name, info, byName)));
		return names;
	}

	static List<BsonDocument> indexes(MongoDatabase database, String name) {
		List<BsonDocument> indexes = new ArrayList<>();
		try {
			for (RawBsonDocument index : database.getCollection(name).listIndexes(RawBsonDocument.class)) {
				indexes.add(RepeatedFields.decode(index));
			}
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() != NAMESPACE_NOT_FOUND) { // dropped in the meantime
				throw ex;
			}
		}
		indexes.stream().filter((index) -> !(index instanceof RawBsonDocument)).forEach((index) -> index.remove("ns")); // of
																														// servers
																														// before
																														// 4.4
		return indexes;
	}

	static Document stats(MongoDatabase database, String name) {
		try {
			Document stats = database.runCommand(new Document("collStats", name));
			// For a time series, the server reports the number of buckets elsewhere.
			if (!stats.containsKey("count") && stats.get("timeseries") instanceof Document series) {
				stats.put("count", series.get("bucketCount"));
			}
			return stats;
		}
		catch (MongoCommandException ex) {
			if (ex.getErrorCode() == NAMESPACE_NOT_FOUND || ex.getErrorCode() == COMMAND_NOT_FOUND) {
				return new Document(); // the size is needed only to divide the work well
			}
			throw ex;
		}
	}

	private static long number(Document stats, String field) {
		return (stats.get(field) instanceof Number number) ? number.longValue() : 0;
	}

	private static String uuid(BsonDocument info) {
		if (info.getDocument("info", new BsonDocument()).get("uuid") instanceof BsonBinary uuid) {
			return HexFormat.of().formatHex(uuid.getData());
		}
		return "";
	}

}
