package io.monarch.compare;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Computes fingerprints, for one thread.
 */
final class Fingerprints {

	private static final int BYTES = 32;

	private final MessageDigest digest = sha256();

	private final byte[] hash = new byte[BYTES];

	private final ByteBuffer buffer = ByteBuffer.wrap(this.hash);

	private final CanonicalId canonical = new CanonicalId(this.digest);

	/**
	 * Return the {@code _id} of a document, or null of BSON if it has none, as a document
	 * in a dump may.
	 */
	static BsonValue id(BsonDocument document) {
		BsonValue id = document.get("_id");
		return (id != null) ? id : BsonNull.VALUE;
	}

	Fingerprint of(BsonValue id, RawBsonDocument document) {
		long idHash = hash(id);
		this.digest.update(document.getByteBuffer().asNIO());
		return new Fingerprint(idHash, finish());
	}

	long hash(BsonValue id) {
		this.canonical.update(id);
		return finish();
	}

	private long finish() {
		try {
			this.digest.digest(this.hash, 0, BYTES);
		}
		catch (DigestException ex) {
			throw new IllegalStateException(ex);
		}
		return this.buffer.getLong(0);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java runtime has SHA-256", ex);
		}
	}

}
