package io.monarch.backup.archive;

import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * A part of a file that can be read without the rest.
 *
 * @param offset its beginning in the file of its collection
 * @param length its compressed length
 * @param bytes its uncompressed length
 * @param documents the number of its documents
 * @param sha256 the checksum of the compressed bytes, in hexadecimal digits
 */
record Chunk(long offset, long length, long bytes, long documents, String sha256) {

	BsonDocument toDocument() {
		return new BsonDocument("offset", new BsonInt64(this.offset)).append("length", new BsonInt64(this.length))
			.append("bytes", new BsonInt64(this.bytes))
			.append("documents", new BsonInt64(this.documents))
			.append("sha256", new BsonString(this.sha256));
	}

	static Chunk of(BsonDocument document) {
		return new Chunk(document.getNumber("offset").longValue(), document.getNumber("length").longValue(),
				document.getNumber("bytes").longValue(), document.getNumber("documents").longValue(),
				document.getString("sha256").getValue());
	}

}
