package io.monarch.queryset;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * Copies a document field by field with masked fields. If a document contains a field
 * twice, both are masked.
 */
final class MaskedDocument {

	private static final BsonValueCodec VALUES = new BsonValueCodec();

	private final BsonReader reader;

	private final BsonBinaryWriter writer;

	private MaskedDocument(BsonReader reader, BsonBinaryWriter writer) {
		this.reader = reader;
		this.writer = writer;
	}

	/**
	 * Return a document with masked fields.
	 */
	static RawBsonDocument of(RawBsonDocument document, List<FieldMask> masks) {
		BasicOutputBuffer buffer = new BasicOutputBuffer(document.getByteBuffer().remaining() + 256);
		try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer);
				BsonReader reader = new BsonBinaryReader(document.getByteBuffer().asNIO())) {
			new MaskedDocument(reader, writer).copyDocument(masks);
			return new RawBsonDocument(buffer.getInternalBuffer(), 0, buffer.getPosition());
		}
	}

	private void copyDocument(List<FieldMask> masks) {
		this.reader.readStartDocument();
		this.writer.writeStartDocument();
		while (this.reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
			String name = this.reader.readName();
			this.writer.writeName(name);
			copyValue(masks.isEmpty() ? masks : below(masks, name));
		}
		this.reader.readEndDocument();
		this.writer.writeEndDocument();
	}

	/**
	 * Return the masks for a field. The name of a field can contain dots, so a path may
	 * end anywhere.
	 */
	private static List<FieldMask> below(List<FieldMask> masks, String name) {
		List<FieldMask> below = new ArrayList<>();
		for (FieldMask mask : masks) {
			String rest = Paths.below(mask.path(), name);
			if (rest != null) {
				below.add(new FieldMask(rest, mask.mask()));
			}
		}
		return below;
	}

	private void copyValue(List<FieldMask> masks) {
		BsonType type = this.reader.getCurrentBsonType();
		boolean ends = masks.stream().anyMatch((mask) -> mask.path().isEmpty());
		if (!ends && type == BsonType.DOCUMENT) {
			copyDocument(masks);
		}
		else if (!ends && type == BsonType.ARRAY) {
			copyArray(masks);
		}
		else {
			BsonValue value = VALUES.decode(this.reader, DecoderContext.builder().build());
			for (FieldMask mask : masks) {
				value = Paths.replace(value, mask.path(), mask.mask());
			}
			VALUES.encode(this.writer, value, EncoderContext.builder().build());
		}
	}

	/**
	 * Mask each element, and also one by its position: a mask rather covers too much than
	 * too little.
	 */
	private void copyArray(List<FieldMask> masks) {
		this.reader.readStartArray();
		this.writer.writeStartArray();
		for (int i = 0; this.reader.readBsonType() != BsonType.END_OF_DOCUMENT; i++) {
			List<FieldMask> within = new ArrayList<>(masks);
			for (FieldMask mask : masks) {
				if (Paths.position(mask.path()) == i) {
					within.add(new FieldMask(Paths.tail(mask.path()), mask.mask()));
				}
			}
			copyValue(within);
		}
		this.reader.readEndArray();
		this.writer.writeEndArray();
	}

	/**
	 * A mask of the values at a path.
	 */
	record FieldMask(String path, UnaryOperator<BsonValue> mask) {
	}

}
