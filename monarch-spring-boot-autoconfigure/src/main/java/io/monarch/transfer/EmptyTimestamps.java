package io.monarch.transfer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/**
 * Finds documents with a field {@code Timestamp(0, 0)} at the top level, which a server
 * replaces with the current time on insert.
 */
final class EmptyTimestamps {

	private static final BsonTimestamp EMPTY = new BsonTimestamp();

	private EmptyTimestamps() {
	}

	/**
	 * Restore the fields of a document in a way that the server keeps them. The oplog
	 * entry has to be an update of fields: other members would replace them again in a
	 * complete document, unless it is an insert.
	 * @param stored the collection, which holds the document
	 */
	static void restore(RawBsonDocument document, MongoCollection<RawBsonDocument> stored) {
		Bson id = Filters.eq("_id", document.get("_id"));
		BsonDocument fields = new BsonDocument();
		document.forEach((name, value) -> {
			if (value.equals(EMPTY) && !name.equals("_id")) {
				fields.append(name, value);
			}
		});
		if (fields.keySet().stream().anyMatch(EmptyTimestamps::isExpression)) {
			stored.deleteOne(id);
			stored.updateOne(id, List.of(new BsonDocument("$replaceWith", new BsonDocument("$literal", document))),
					new UpdateOptions().upsert(true));
		}
		else if (!fields.isEmpty()) {
			stored.updateOne(id, new BsonDocument("$set", fields));
		}
	}

	/**
	 * Tell whether an update would interpret the name of a field as something else.
	 */
	private static boolean isExpression(String name) {
		return name.isEmpty() || name.startsWith("$") || name.contains(".");
	}

	static boolean isIn(RawBsonDocument document) {
		ByteBuffer bytes = document.getByteBuffer().asNIO().order(ByteOrder.LITTLE_ENDIAN);
		int position = bytes.position() + 4;
		while (true) {
			byte type = bytes.get(position++);
			if (type == 0) {
				return false;
			}
			while (bytes.get(position++) != 0) {
				// the name of the field
			}
			if (type == BsonType.TIMESTAMP.getValue() && bytes.getLong(position) == 0) {
				return true;
			}
			position += length(type, bytes, position);
		}
	}

	private static int length(byte type, ByteBuffer bytes, int position) {
		return switch (BsonType.findByValue(type)) {
			case DOUBLE, DATE_TIME, TIMESTAMP, INT64 -> 8;
			case STRING, JAVASCRIPT, SYMBOL -> 4 + bytes.getInt(position);
			case DOCUMENT, ARRAY, JAVASCRIPT_WITH_SCOPE -> bytes.getInt(position);
			case BINARY -> 5 + bytes.getInt(position);
			case OBJECT_ID -> 12;
			case BOOLEAN -> 1;
			case INT32 -> 4;
			case DECIMAL128 -> 16;
			case DB_POINTER -> 16 + bytes.getInt(position);
			case REGULAR_EXPRESSION -> {
				int end = position;
				for (int strings = 0; strings < 2; end++) {
					strings += (bytes.get(end) == 0) ? 1 : 0;
				}
				yield end - position;
			}
			case UNDEFINED, NULL, MIN_KEY, MAX_KEY -> 0;
			case END_OF_DOCUMENT -> throw new IllegalArgumentException("no type of BSON");
		};
	}

}
