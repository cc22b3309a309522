package io.monarch.backup.archive;

import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/**
 * A piece of a file that can be read without the rest.
 *
 * @param offset where it begins in the file of its collection
 * @param length how long it is, compressed
 * @param bytes how long it is, uncompressed
 * @param documents how many documents it holds
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
