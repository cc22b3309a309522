package io.monarch.differential;

import java.util.function.UnaryOperator;

import org.bson.BsonArray;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;

/**
 * Changes documents that a map of names cannot hold.
 */
final class RawDocuments {

	private RawDocuments() {
	}

	/**
	 * Return a document with the fields of two.
	 */
	static RawBsonDocument join(RawBsonDocument first, RawBsonDocument second) {
		BasicOutputBuffer output = new BasicOutputBuffer();
		try (BsonBinaryWriter writer = new BsonBinaryWriter(output)) {
			writer.writeStartDocument();
			for (RawBsonDocument each : java.util.List.of(first, second)) {
				try (BsonBinaryReader reader = new BsonBinaryReader(each.getByteBuffer().asNIO())) {
					reader.readStartDocument();
					while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
						writer.writeName(reader.readName());
						copy(reader, writer);
					}
					reader.readEndDocument();
				}
			}
			writer.writeEndDocument();
		}
		return new RawBsonDocument(output.toByteArray());
	}

	private static void copy(BsonBinaryReader reader, BsonBinaryWriter writer) {
		BsonValue value = new org.bson.codecs.BsonValueCodec().decode(reader,
				org.bson.codecs.DecoderContext.builder().build());
		new org.bson.codecs.BsonValueCodec().encode(writer, value, org.bson.codecs.EncoderContext.builder().build());
	}

	/**
	 * Return a value with other names of fields and other texts.
	 */
	static BsonValue rename(BsonValue value, UnaryOperator<String> names) {
		if (value.isDocument()) {
			BsonDocument renamed = new BsonDocument();
			value.asDocument().forEach((name, each) -> renamed.append(names.apply(name), rename(each, names)));
			return renamed;
		}
		if (value.isArray()) {
			return new BsonArray(value.asArray().stream().map((each) -> rename(each, names)).toList());
		}
		return value.isString() ? new org.bson.BsonString(names.apply(value.asString().getValue())) : value;
	}

}
