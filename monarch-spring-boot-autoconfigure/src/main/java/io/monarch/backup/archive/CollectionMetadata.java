package io.monarch.backup.archive;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;

/**
 * The file {@code *.metadata.json} of mongodump.
 */
final class CollectionMetadata {

	static final String SUFFIX = ".metadata.json";

	private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

	private CollectionMetadata() {
	}

	static byte[] write(CollectionDefinition collection) {
		BsonDocument document = new BsonDocument();
		if (!collection.options().isEmpty()) {
			document.append("options", collection.options());
		}
		document.append("indexes", new BsonArray(collection.indexes()));
		if (!collection.uuid().isEmpty() && collection.kind() != Kind.TIME_SERIES) { // as
																						// mongodump
			document.append("uuid", new BsonString(collection.uuid()));
		}
		document.append("collectionName", new BsonString(collection.name()))
			.append("type", new BsonString(switch (collection.kind()) {
				case COLLECTION -> "collection";
				case VIEW -> "view";
				case TIME_SERIES -> "timeseries";
			}));
		return document.toJson(JSON).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Read the metadata of a collection from a file, including the formats of older
	 * versions.
	 * @param stem the name of the file without its suffix, which is the name of the
	 * collection unless that is too long
	 */
	static CollectionDefinition readFile(String stem, byte[] json) {
		return read(FileNames.toCollection(stem), FileNames.isShortened(stem), json);
	}

	/**
	 * Read the metadata of a collection from an archive.
	 * @param name the name of the collection
	 */
	static CollectionDefinition read(String name, byte[] json) {
		return read(name, false, json);
	}

	private static CollectionDefinition read(String name, boolean shortened, byte[] json) {
		try {
			BsonDocument document = parse(json);
			BsonDocument options = document.getDocument("options", new BsonDocument());
			List<BsonDocument> indexes = document.isArray("indexes")
					? document.getArray("indexes").stream().map(BsonValue::asDocument).toList() : List.of();
			Kind kind = options.containsKey("viewOn") ? Kind.VIEW
					: options.containsKey("timeseries") ? Kind.TIME_SERIES : Kind.COLLECTION;
			String full = shortened ? document.getString("collectionName", new BsonString(name)).getValue() : name;
			indexes.forEach((index) -> index.remove("ns"));
			CollectionDefinition collection = new CollectionDefinition(full, kind, options, indexes,
					document.getString("uuid", new BsonString("")).getValue(), 0, 0);
			if (collection.isWellFormed()) {
				return collection;
			}
		}
		catch (JsonParseException | BsonInvalidOperationException ex) {
			// reported below
		}
		throw new UnreadableMetadataException(
				"holds metadata of collection '" + FileNames.printable(name) + "' that cannot be parsed");
	}

	private static BsonDocument parse(byte[] json) {
		String text = new String(json, StandardCharsets.UTF_8).strip();
		return text.isEmpty() ? new BsonDocument() : ExtendedJson.parse(text);
	}

}
