package io.monarch.backup.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
		if (!collection.uuid().isEmpty()) {
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
	 * Read what a dump says of a collection, in the forms of older versions too.
	 * @param name the name of the collection, where the metadata does not have it
	 */
	static CollectionDefinition read(String name, byte[] json, long documents, long bytes) {
		try {
			String text = new String(json, StandardCharsets.UTF_8).strip();
			BsonDocument document = text.isEmpty() ? new BsonDocument() : BsonDocument.parse(text);
			BsonDocument options = document.getDocument("options", new BsonDocument());
			List<BsonDocument> indexes = new ArrayList<>();
			if (document.isArray("indexes")) {
				document.getArray("indexes").stream().map(BsonValue::asDocument).forEach(indexes::add);
			}
			indexes.forEach((index) -> index.remove("ns"));
			Kind kind = options.containsKey("viewOn") ? Kind.VIEW
					: options.containsKey("timeseries") ? Kind.TIME_SERIES : Kind.COLLECTION;
			return new CollectionDefinition(document.getString("collectionName", new BsonString(name)).getValue(), kind,
					options, indexes, document.getString("uuid", new BsonString("")).getValue(), documents, bytes);
		}
		catch (JsonParseException | BsonInvalidOperationException ex) {
			throw new BadArchiveException(
					"holds metadata of collection '" + FileNames.printable(name) + "' that cannot be understood");
		}
	}

}
