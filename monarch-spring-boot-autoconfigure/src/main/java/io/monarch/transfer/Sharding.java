package io.monarch.transfer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoDatabase;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sharded collections of a target sharded by their keys: the new collection is
 * sharded by the same key before it is filled. If that is not possible, the replacement
 * is refused.
 */
final class Sharding {

	/**
	 * The version of the protocol of MongoDB 5.0, the first to rename sharded
	 * collections.
	 */
	private static final int WIRE_VERSION = 13;

	private static final BsonDocument SIMPLE = new BsonDocument("locale", new BsonString("simple"));

	private final Environment target;

	private final ShardKeys keys;

	private Sharding(Environment target, ShardKeys keys) {
		this.target = target;
		this.keys = keys;
	}

	/**
	 * Return collections with the keys that they will have.
	 * @param target the environment whose database is replaced
	 * @param collections the new collections, with their keys in the source
	 * @param unsharded whether sharded collections may become unsharded
	 * @param listener warned of collections that become unsharded
	 * @throws MonarchException if a collection of the target would have to be unsharded,
	 * and may not be
	 */
	static List<CollectionDefinition> plan(Environment target, List<CollectionDefinition> collections,
			boolean unsharded, TransferListener listener) throws InterruptedException {
		List<CollectionDefinition> planned = new ArrayList<>();
		Sharding sharding = unsharded ? null : Retry.atFirst(target).call(() -> of(target, collections));
		for (CollectionDefinition collection : collections) {
			ShardKey key = (sharding != null) ? sharding.keyOf(collection) : null;
			if (key == null && collection.shardKey() != null) {
				listener.warned("Collection '" + collection.name() + "' was sharded by " + collection.shardKey()
						+ " in the source and is not sharded in environment " + target.description());
			}
			planned.add(collection.withShardKey(key));
		}
		return List.copyOf(planned);
	}

	/**
	 * Return the sharding of a cluster, or {@code null} if no replaced collection is
	 * sharded.
	 */
	private static @Nullable Sharding of(Environment target, List<CollectionDefinition> collections) {
		MongoDatabase database = target.mongoDatabase();
		if (!Servers.isRouter(database)) {
			return null;
		}
		ShardKeys keys;
		try {
			keys = ShardKeys.read(target);
		}
		catch (MongoException ex) {
			if (!ShardKeys.isForbidden(ex)) {
				throw ex;
			}
			requireUnsharded(target, database, collections, ex);
			return null;
		}
		CollectionDefinition first = collections.stream()
			.filter((each) -> keys.contain(each.name()))
			.findFirst()
			.orElse(null);
		if (first != null && Servers.wireVersion(database) < WIRE_VERSION) {
			throw refused(target, first.name(), "a server before MongoDB 5.0 cannot rename a sharded collection", null);
		}
		return (first != null) ? new Sharding(target, keys) : null;
	}

	/**
	 * Require that no collection is sharded, if the user may not read the keys, which are
	 * in another database.
	 */
	private static void requireUnsharded(Environment target, MongoDatabase database,
			List<CollectionDefinition> collections, MongoException cause) {
		Map<String, CollectionDefinition> there = Catalogue.names(database);
		for (CollectionDefinition each : collections) {
			CollectionDefinition old = there.get(each.name());
			if (old != null && old.kind() != Kind.VIEW && Catalogue.isSharded(database, old.storedName())) {
				throw refused(target, each.name(), "the user may not read its shard key (find on the collections "
						+ "'collections' and 'tags' of the database 'config')", cause);
			}
		}
	}

	private @Nullable ShardKey keyOf(CollectionDefinition collection) {
		String name = collection.name();
		if (!this.keys.contain(name)) {
			return null;
		}
		ShardKey key = this.keys.get(name);
		if (collection.kind() != Kind.COLLECTION || !key.isKnown()) {
			throw refused(this.target, name, "Monarch shards neither views nor time series", null);
		}
		if (collection.isCapped()) {
			throw refused(this.target, name, "the new collection is capped, and cannot be sharded", null);
		}
		if (this.keys.hasZones(name)) {
			throw refused(this.target, name, "it has zones, which belong to its name and would be lost", null);
		}
		return key;
	}

	private static MonarchException refused(Environment target, String collection, String why,
			@Nullable MongoException cause) {
		return new MonarchException(MonarchException.Kind.FAILED,
				"Collection '" + collection + "' of environment " + target.description() + " is sharded, and " + why
						+ ".",
				"Nothing was changed. Add --unsharded to make it unsharded, and shard it again afterwards.", cause);
	}

	/**
	 * Shard a collection that was just created, if that is planned.
	 * @param name its current name, which may differ from its final one
	 * @param collection its definition, with the planned key
	 */
	static void shard(Environment target, String name, CollectionDefinition collection) {
		ShardKey key = collection.shardKey();
		if (key == null) {
			return;
		}
		// Otherwise, the server creates an index, which would conflict with a later one
		// with another name.
		List<BsonDocument> supporting = collection.secondaryIndexes()
			.stream()
			.filter((index) -> supports(index, key))
			.limit(1)
			.toList();
		MongoDatabase database = target.mongoDatabase().withWriteConcern(WriteConcern.MAJORITY);
		new CollectionOperations(database).createIndexes(name, supporting);
		var unused = target.client()
			.getDatabase("admin")
			.runCommand(new BsonDocument("shardCollection", new BsonString(target.database() + "." + name))
				.append("key", key.key())
				.append("unique", BsonBoolean.valueOf(key.unique()))
				.append("collation", SIMPLE));
	}

	/**
	 * Tell whether a collection can be sharded with an index: one that begins with the
	 * key and has all documents, in the simple order.
	 */
	private static boolean supports(BsonDocument index, ShardKey key) {
		if (index.containsKey("partialFilterExpression") || index.containsKey("sparse")
				|| IndexCollation.isCollated(index) || !(index.get("key") instanceof BsonDocument fields)) {
			return false;
		}
		boolean unique = index.getBoolean("unique", BsonBoolean.FALSE).getValue();
		if (key.unique()) {
			return unique && fields.equals(key.key());
		}
		Iterator<Map.Entry<String, BsonValue>> field = fields.entrySet().iterator();
		return key.key().entrySet().stream().allMatch((each) -> field.hasNext() && isSame(each, field.next()));
	}

	private static boolean isSame(Map.Entry<String, BsonValue> left, Map.Entry<String, BsonValue> right) {
		boolean numbers = left.getValue().isNumber() && right.getValue().isNumber();
		return left.getKey().equals(right.getKey())
				&& (numbers ? left.getValue().asNumber().doubleValue() == right.getValue().asNumber().doubleValue()
						: left.getValue().equals(right.getValue()));
	}

}
