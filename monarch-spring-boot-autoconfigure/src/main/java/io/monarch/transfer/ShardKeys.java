package io.monarch.transfer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.monarch.environment.Environment;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * The keys of the sharded collections of a database, by the names of the collections that
 * store the documents, read from the database {@code config} through a router. No command
 * with fewer privileges returns them: {@code collStats} only reports that a collection is
 * sharded.
 */
final class ShardKeys {

	private static final int UNAUTHORIZED = 13;

	private final Map<String, ShardKey> keys;

	private final Set<String> zoned;

	private ShardKeys(Map<String, ShardKey> keys, Set<String> zoned) {
		this.keys = keys;
		this.zoned = zoned;
	}

	/**
	 * Read the keys.
	 * @throws MongoException if that fails; {@link #isForbidden} checks its code
	 */
	static ShardKeys read(Environment environment) {
		String prefix = environment.database() + ".";
		Pattern within = Pattern.compile("^" + Pattern.quote(prefix));
		Map<String, ShardKey> keys = new HashMap<>();
		for (BsonDocument each : config(environment, "collections").find(Filters.regex("_id", within))) {
			String namespace = each.getString("_id").getValue();
			if (namespace.startsWith(prefix) && isSharded(each)) { // also where a filter
																	// is ignored
				keys.put(namespace.substring(prefix.length()), ShardKey.of(each));
			}
		}
		Set<String> zoned = new HashSet<>();
		if (!keys.isEmpty()) {
			for (BsonDocument each : config(environment, "tags").find(Filters.regex("ns", within))) {
				String namespace = each.getString("ns", new BsonString("")).getValue();
				if (namespace.startsWith(prefix)) {
					zoned.add(namespace.substring(prefix.length()));
				}
			}
		}
		return new ShardKeys(keys, zoned);
	}

	/**
	 * Collections that were dropped are listed by servers before 5.0, and those that are
	 * not sharded but on a certain shard since 8.0.
	 */
	private static boolean isSharded(BsonDocument collection) {
		return !collection.getBoolean("dropped", BsonBoolean.FALSE).getValue()
				&& !collection.getBoolean("unsplittable", BsonBoolean.FALSE).getValue()
				&& collection.get("key") instanceof BsonDocument;
	}

	private static MongoCollection<BsonDocument> config(Environment environment, String collection) {
		return environment.client()
			.getDatabase("config")
			.getCollection(collection, BsonDocument.class)
			.withReadPreference(ReadPreference.primary());
	}

	static boolean isForbidden(MongoException failure) {
		return failure.getCode() == UNAUTHORIZED;
	}

	/**
	 * Return collections with the keys of those that are sharded.
	 * @param collections the collections of the catalogue, which marks the sharded ones
	 */
	static List<CollectionDefinition> describe(Environment environment, List<CollectionDefinition> collections) {
		if (collections.stream().allMatch((each) -> each.shardKey() == null)) {
			return collections;
		}
		try {
			ShardKeys keys = read(environment);
			return collections.stream()
				.map((each) -> (each.shardKey() != null)
						? each.withShardKey(keys.keys.getOrDefault(each.storedName(), ShardKey.UNKNOWN)) : each)
				.toList();
		}
		catch (MongoException ex) {
			if (isForbidden(ex)) {
				return collections;
			}
			throw ex;
		}
	}

	/**
	 * Tell whether a collection is sharded, wherever its documents are stored.
	 */
	boolean contain(String collection) {
		return this.keys.containsKey(collection) || this.keys.containsKey(CollectionDefinition.BUCKETS + collection);
	}

	/**
	 * Return the key of a collection of documents that is sharded.
	 */
	ShardKey get(String collection) {
		return this.keys.getOrDefault(collection, ShardKey.UNKNOWN);
	}

	boolean hasZones(String collection) {
		return this.zoned.contains(collection);
	}

}
