package io.monarch.transfer;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A hash of the documents of a collection that does not depend on their order.
 * <p>
 * It is the sum of the SHA-256 hashes of the documents' bytes, modulo 2<sup>256</sup>.
 * Unlike an exclusive or, a sum counts a document that is there twice. Parts of a
 * collection can be hashed separately and combined. Not safe for use by several threads.
 */
public final class ContentHash {

	private static final int WORDS = 4;

	private final MessageDigest digest = sha256();

	private final byte[] hash = new byte[WORDS * Long.BYTES];

	private final ByteBuffer hashWords = ByteBuffer.wrap(this.hash);

	/** The sum, least significant word first. */
	private final long[] sum = new long[WORDS];

	private long documents;

	/**
	 * Parse the text of a hash.
	 * @param text what {@link #toText()} returned
	 * @param documents the number of documents it was computed from
	 * @return the hash
	 * @throws IllegalArgumentException if it is not 64 hexadecimal digits
	 */
	public static ContentHash parse(String text, long documents) {
		byte[] bytes = HexFormat.of().parseHex(text);
		if (bytes.length != WORDS * Long.BYTES) {
			throw new IllegalArgumentException("'" + text + "' is not a content hash");
		}
		ContentHash parsed = new ContentHash();
		parsed.addWords(ByteBuffer.wrap(bytes));
		parsed.documents = documents;
		return parsed;
	}

	/**
	 * Add a document.
	 * @param document the document
	 */
	public void add(RawBsonDocument document) {
		add(document.getByteBuffer().asNIO());
	}

	/**
	 * Add a document.
	 * @param document its bytes, all of which are read
	 */
	public void add(ByteBuffer document) {
		this.digest.update(document);
		try {
			this.digest.digest(this.hash, 0, this.hash.length);
		}
		catch (DigestException ex) {
			throw new IllegalStateException(ex);
		}
		addWords(this.hashWords.clear());
		this.documents++;
	}

	/**
	 * Add all documents of another part of the collection.
	 * @param part the hash of the part
	 */
	public void add(ContentHash part) {
		addSum(part.sum);
		this.documents += part.documents;
	}

	/**
	 * Return the number of documents that were added.
	 * @return the number
	 */
	public long documents() {
		return this.documents;
	}

	/**
	 * Return the hash as text.
	 * @return 64 hexadecimal digits
	 */
	public String toText() {
		ByteBuffer bytes = ByteBuffer.allocate(WORDS * Long.BYTES);
		for (int i = WORDS - 1; i >= 0; i--) {
			bytes.putLong(this.sum[i]);
		}
		return HexFormat.of().formatHex(bytes.array());
	}

	private void addWords(ByteBuffer words) {
		long[] addend = new long[WORDS];
		for (int i = WORDS - 1; i >= 0; i--) {
			addend[i] = words.getLong();
		}
		addSum(addend);
	}

	private void addSum(long[] addend) {
		long carry = 0;
		for (int i = 0; i < WORDS; i++) {
			long before = this.sum[i];
			long partial = before + addend[i];
			long total = partial + carry;
			boolean overflows = Long.compareUnsigned(partial, before) < 0 || Long.compareUnsigned(total, partial) < 0;
			this.sum[i] = total;
			carry = overflows ? 1 : 0;
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java runtime has SHA-256", ex);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ContentHash hash && this.documents == hash.documents
				&& Arrays.equals(this.sum, hash.sum);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.sum);
	}

	@Override
	public String toString() {
		return toText();
	}

}
