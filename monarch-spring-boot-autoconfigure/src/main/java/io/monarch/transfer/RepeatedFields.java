package io.monarch.transfer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import org.bson.BsonBinaryReader;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * Finds definitions in which a document has one field twice. A server stores and applies
 * both, but a {@link BsonDocument} keeps only the last one.
 */
final class RepeatedFields {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private RepeatedFields() {
	}

	/**
	 * Decode a definition, unless that would lose a field.
	 */
	static BsonDocument decode(BsonDocument definition) {
		return (definition instanceof RawBsonDocument raw && pathIn(raw) == null) ? raw.decode(CODEC) : definition;
	}

	/**
	 * Require that the definitions of collections were decoded.
	 */
	static void refuse(Environment environment, List<CollectionDefinition> collections) {
		for (CollectionDefinition each : collections) {
			refuse(environment, each, each.options(),
					(each.kind() == CollectionDefinition.Kind.VIEW) ? "View" : "Collection");
			for (BsonDocument index : each.indexes()) {
				refuse(environment, each, index, "An index of collection");
			}
		}
	}

	private static void refuse(Environment environment, CollectionDefinition collection, BsonDocument definition,
			String what) {
		String path = (definition instanceof RawBsonDocument raw) ? pathIn(raw) : null;
		if (path != null) {
			throw new MonarchException(MonarchException.Kind.FAILED,
					what + " '" + collection.name() + "' of environment " + environment.description()
							+ " has the field '" + path
							+ "' twice in its definition. Monarch would keep only one of them.",
					"Redefine it with $and, or exclude the collection with a query set.");
		}
	}

	/**
	 * Return the path of the first field that a document has twice, or {@code null} if
	 * there is none.
	 */
	static @Nullable String pathIn(RawBsonDocument document) {
		try (BsonReader reader = new BsonBinaryReader(document.getByteBuffer().asNIO())) {
			return pathIn(reader, false);
		}
	}

	private static @Nullable String pathIn(BsonReader reader, boolean array) {
		Set<String> names = new HashSet<>();
		if (array) {
			reader.readStartArray();
		}
		else {
			reader.readStartDocument();
		}
		for (int i = 0; reader.readBsonType() != BsonType.END_OF_DOCUMENT; i++) {
			String name = array ? Integer.toString(i) : reader.readName();
			if (!names.add(name)) {
				return name;
			}
			String below = switch (reader.getCurrentBsonType()) {
				case DOCUMENT -> pathIn(reader, false);
				case ARRAY -> pathIn(reader, true);
				default -> {
					reader.skipValue();
					yield null;
				}
			};
			if (below != null) {
				return name + "." + below;
			}
		}
		if (array) {
			reader.readEndArray();
		}
		else {
			reader.readEndDocument();
		}
		return null;
	}

}
