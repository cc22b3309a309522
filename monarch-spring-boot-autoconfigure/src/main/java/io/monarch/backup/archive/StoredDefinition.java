package io.monarch.backup.archive;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import io.monarch.transfer.CollectionDefinition;
import io.monarch.transfer.CollectionDefinition.Kind;
import io.monarch.transfer.CollectionNames;
import org.bson.BsonArray;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonParseException;

/**
 * The definition of a collection as BSON, since JSON does not preserve all definitions.
 */
final class StoredDefinition {

	private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

	private final byte[] bson;

	private StoredDefinition(byte[] bson) {
		this.bson = bson;
	}

	static StoredDefinition of(CollectionDefinition collection) {
		BsonDocument document = new BsonDocument("name", new BsonString(collection.name()))
			.append("kind", new BsonString(collection.kind().name()))
			.append("options", collection.options())
			.append("indexes", new BsonArray(collection.indexes()))
			.append("uuid", new BsonString(collection.uuid()));
		try (BasicOutputBuffer buffer = new BasicOutputBuffer();
				BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
			CODEC.encode(writer, document, EncoderContext.builder().build());
			return new StoredDefinition(buffer.toByteArray());
		}
	}

	String toText() {
		return Base64.getEncoder().encodeToString(this.bson);
	}

	/**
	 * Read the result of {@link #toText()}.
	 * @throws JsonParseException if it is anything else
	 */
	static StoredDefinition ofText(String text) {
		try {
			return new StoredDefinition(Base64.getDecoder().decode(text));
		}
		catch (IllegalArgumentException ex) {
			throw new JsonParseException("a definition is malformed");
		}
	}

	/**
	 * Return the collection.
	 * @throws BadArchiveException if it is not a definition
	 */
	CollectionDefinition collection() {
		BsonCheck.check(this.bson);
		try (BsonBinaryReader reader = new BsonBinaryReader(ByteBuffer.wrap(this.bson))) {
			BsonDocument document = CODEC.decode(reader, DecoderContext.builder().build());
			List<BsonDocument> indexes = document.getArray("indexes").stream().map(BsonValue::asDocument).toList();
			CollectionDefinition collection = new CollectionDefinition(document.getString("name").getValue(),
					Kind.valueOf(document.getString("kind").getValue()), document.getDocument("options"), indexes,
					document.getString("uuid").getValue(), 0, 0);
			if (collection.isWellFormed()) {
				return collection;
			}
		}
		catch (BsonInvalidOperationException | IllegalArgumentException ex) {
			// said below
		}
		throw new BadArchiveException("has a definition of a collection that cannot be parsed");
	}

	/**
	 * Tell whether a reader gets exactly the written definition.
	 */
	boolean isReadAs(CollectionDefinition collection) {
		try {
			CollectionDefinition read = ofText(toText()).collection();
			return read.name().equals(collection.name()) && CollectionNames.problem(read.name()) == null
					&& of(read).equals(this);
		}
		catch (BadArchiveException | JsonParseException ex) {
			return false;
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof StoredDefinition that && Arrays.equals(this.bson, that.bson);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.bson);
	}

}
