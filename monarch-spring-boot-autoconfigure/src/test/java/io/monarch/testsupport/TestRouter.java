package io.monarch.testsupport;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.mongodb.ConnectionString;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * Lets a replica set look like the router of a sharded cluster, as far as Monarch speaks
 * to it as one: by its greeting, by what it tells of the database {@code config}, and by
 * taking {@code shardCollection}. There is no real router to test with.
 */
public final class TestRouter implements AutoCloseable {

	/**
	 * What only members of a set say of themselves, and for what they are asked again.
	 */
	private static final Set<String> OF_MEMBERS = Set.of("setName", "setVersion", "hosts", "primary", "me", "secondary",
			"electionId", "lastWrite", "topologyVersion", "passives", "arbiters");

	private final Map<String, BsonDocument> collections = new ConcurrentHashMap<>();

	private final Set<String> zones = ConcurrentHashMap.newKeySet();

	private final WireStandIn wire;

	private volatile boolean configHidden;

	private volatile int wireVersion = 17;

	/**
	 * Start a router.
	 * @param uri the URI of the server behind
	 */
	public TestRouter(String uri) {
		this.wire = new WireStandIn(new ConnectionString(uri).getHosts().get(0), this::answer);
	}

	/**
	 * Return the URI of the router.
	 * @return the URI, without a database
	 */
	public String uri() {
		return "mongodb://" + this.wire.address() + "/";
	}

	/**
	 * Let a collection be sharded.
	 * @param namespace the collection with its database
	 * @param key the key, as JSON
	 * @param unique whether the key is unique
	 */
	public void shard(String namespace, String key, boolean unique) {
		this.collections.put(namespace,
				new BsonDocument("_id", new BsonString(namespace)).append("key", BsonDocument.parse(key))
					.append("unique", BsonBoolean.valueOf(unique)));
	}

	/**
	 * List a collection that is not sharded, but on a certain shard.
	 * @param namespace the collection with its database
	 */
	public void place(String namespace) {
		this.collections.put(namespace,
				new BsonDocument("_id", new BsonString(namespace)).append("key", BsonDocument.parse("{_id: 1}"))
					.append("unsplittable", BsonBoolean.TRUE));
	}

	/**
	 * Let a collection have a zone.
	 * @param namespace the collection with its database
	 */
	public void zone(String namespace) {
		this.zones.add(namespace);
	}

	/**
	 * Return the key of a collection, or nothing where it is not sharded.
	 * @param namespace the collection with its database
	 * @return the key
	 */
	public BsonDocument key(String namespace) {
		return this.collections.getOrDefault(namespace, new BsonDocument()).getDocument("key", new BsonDocument());
	}

	/**
	 * Refuse to read the database {@code config}, as a server does for a user without
	 * rights to it.
	 */
	public void hideConfig() {
		this.configHidden = true;
	}

	/**
	 * Be of another version.
	 * @param version the version of the protocol
	 */
	public void version(int version) {
		this.wireVersion = version;
	}

	private BsonDocument answer(BsonDocument command, WireStandIn.Server server) throws IOException {
		String name = command.getFirstKey();
		String database = command.getString("$db", new BsonString("admin")).getValue();
		if (database.equals("config") && name.equals("find")) {
			return find(command);
		}
		return switch (name) {
			case "hello", "isMaster", "ismaster" -> greet(server.ask());
			case "shardCollection" -> shard(command);
			case "collStats" -> server.ask()
				.append("sharded", BsonBoolean.valueOf(isSharded(database + "." + text(command.get(name)))));
			case "drop" -> {
				this.collections.remove(database + "." + text(command.get(name)));
				yield server.ask();
			}
			case "renameCollection" -> {
				rename(text(command.get(name)), command.getString("to").getValue());
				yield server.ask();
			}
			default -> server.ask();
		};
	}

	private static String text(BsonValue value) {
		return value.asString().getValue();
	}

	private boolean isSharded(String namespace) {
		return this.collections.containsKey(namespace) && !this.collections.get(namespace).containsKey("unsplittable");
	}

	private void rename(String from, String to) {
		BsonDocument moved = this.collections.remove(from);
		if (moved == null) {
			this.collections.remove(to);
		}
		else {
			this.collections.put(to, moved.append("_id", new BsonString(to)));
		}
	}

	private BsonDocument greet(BsonDocument greeting) {
		OF_MEMBERS.forEach(greeting::remove);
		return greeting.append("msg", new BsonString("isdbgrid"))
			.append("maxWireVersion", new BsonInt32(this.wireVersion));
	}

	private BsonDocument shard(BsonDocument command) {
		String namespace = text(command.get("shardCollection"));
		this.collections.put(namespace,
				new BsonDocument("_id", new BsonString(namespace)).append("key", command.getDocument("key"))
					.append("unique", command.getBoolean("unique")));
		return ok();
	}

	private BsonDocument find(BsonDocument command) {
		if (this.configHidden) {
			return new BsonDocument("ok", new BsonDouble(0)).append("code", new BsonInt32(13))
				.append("codeName", new BsonString("Unauthorized"))
				.append("errmsg",
						new BsonString("not authorized on config to execute command { find: \"collections\"}"));
		}
		String collection = text(command.get("find"));
		List<BsonDocument> found = collection.equals("collections") ? List.copyOf(this.collections.values())
				: this.zones.stream().map((each) -> new BsonDocument("ns", new BsonString(each))).toList();
		return ok().append("cursor",
				new BsonDocument("id", new BsonInt64(0)).append("ns", new BsonString("config." + collection))
					.append("firstBatch", new BsonArray(found)));
	}

	private static BsonDocument ok() {
		return new BsonDocument("ok", new BsonDouble(1));
	}

	@Override
	public void close() {
		this.wire.close();
	}

}
