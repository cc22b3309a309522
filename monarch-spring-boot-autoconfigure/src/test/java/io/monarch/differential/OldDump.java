package io.monarch.differential;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.mongodb.client.MongoDatabase;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Writes a dump as mongodump did for MongoDB 2.4 to 3.2, when the metadata held whatever
 * an application had asked for.
 */
final class OldDump {

	private static final Set<String> OPTIONS = Set.of("capped", "size", "max");

	private static final Set<String> SPECIAL = Set.of("text", "2d", "2dsphere", "hashed");

	private final MongoDatabase database;

	private final Random random;

	private OldDump(MongoDatabase database) {
		this.database = database;
		this.random = new Random(database.listCollectionNames().into(new ArrayList<>()).size());
	}

	/**
	 * Dump a database, and drop from it what such an old one cannot have held.
	 * @param folder the directory of the dump
	 */
	static void write(MongoDatabase database, Path folder) throws IOException {
		new OldDump(database).write(folder);
	}

	private void write(Path folder) throws IOException {
		int number = 0;
		for (BsonDocument info : this.database.listCollections(BsonDocument.class).into(new ArrayList<>())) {
			String name = info.getString("name").getValue();
			if (name.startsWith("system.")) {
				continue;
			}
			if (!info.getString("type").getValue().equals("collection")
					|| !OPTIONS.containsAll(info.getDocument("options").keySet())) {
				this.database.getCollection(name).drop();
				continue;
			}
			// Under an escaped name, as since 100.0; older tools had no escapes.
			String stem = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("*", "%2A");
			if (stem.length() > 200) {
				this.database.getCollection(name).drop();
				continue;
			}
			try (OutputStream output = Files.newOutputStream(folder.resolve(stem + ".bson"))) {
				for (RawBsonDocument document : this.database.getCollection(name, RawBsonDocument.class).find()) {
					output.write(bytes(document));
				}
			}
			boolean bare = number++ % 4 == 3 && info.getDocument("options").isEmpty();
			Files.writeString(folder.resolve(stem + ".metadata.json"),
					metadata(name, info.getDocument("options"), bare).toJson());
		}
	}

	private static byte[] bytes(RawBsonDocument document) {
		byte[] bytes = new byte[document.getByteBuffer().remaining()];
		document.getByteBuffer().get(bytes);
		return bytes;
	}

	private BsonDocument metadata(String name, BsonDocument options, boolean bare) {
		BsonDocument metadata = new BsonDocument();
		BsonDocument old = new BsonDocument();
		if (!bare) {
			old.append("create", new BsonString(name));
			old.putAll(options);
			List.of("autoIndexId", "temp").forEach((option) -> {
				if (this.random.nextInt(3) == 0) {
					old.append(option, BsonBoolean.TRUE);
				}
			});
			if (this.random.nextBoolean()) {
				old.append("flags", new BsonInt32(1));
			}
			metadata.append("options", old);
		}
		BsonArray indexes = new BsonArray();
		this.database.getCollection(name)
			.listIndexes(BsonDocument.class)
			.forEach((index) -> indexes.add(old(index, name)));
		return metadata.append("indexes", indexes);
	}

	private BsonDocument old(BsonDocument index, String collection) {
		BsonDocument old = index.clone();
		// A later index takes values that one of version 1 refuses.
		boolean first = index.getNumber("v").intValue() == 1;
		BsonValue version = first ? new BsonDouble(1) : this.random.nextBoolean() ? new BsonInt32(0) : new BsonInt64(0);
		old.put("v", version);
		old.append("ns", new BsonString("old." + collection));
		if (this.random.nextBoolean()) {
			old.append("background", BsonBoolean.TRUE);
		}
		for (String option : List.of("safe", "dropDups", "w")) {
			if (this.random.nextInt(3) == 0) {
				old.append(option, option.equals("w") ? new BsonInt32(1) : BsonBoolean.TRUE);
			}
		}
		BsonDocument key = index.getDocument("key");
		boolean special = key.values().stream().anyMatch((value) -> value.isString() && isSpecial(value));
		if (!special && !key.containsKey("_id")) {
			key.forEach((field, value) -> {
				if (value.equals(new BsonInt32(1))) {
					old.getDocument("key").put(field, this.random.nextBoolean() ? value : oldDirection());
				}
			});
		}
		return old;
	}

	private static boolean isSpecial(BsonValue value) {
		return SPECIAL.contains(value.asString().getValue());
	}

	private BsonValue oldDirection() {
		return switch (this.random.nextInt(3)) {
			case 0 -> BsonBoolean.TRUE;
			case 1 -> new BsonString("");
			default -> new BsonInt32(0);
		};
	}

}
