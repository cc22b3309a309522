package io.monarch.backup.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks consecutive documents.
 */
final class DocumentStream implements Closeable {

	/** The internal limit of a server: 16 MiB and 16 KiB. */
	static final int MAXIMUM = 16 << 20;

	static final int MINIMUM = 5;

	private final InputStream input;

	/** The first bytes of the next document, if they are already read. */
	private byte @Nullable [] head;

	DocumentStream(InputStream input) {
		this.input = input;
	}

	/**
	 * Tell whether the next document is so large that few of them fit into memory.
	 */
	boolean isLarge() throws IOException {
		byte[] length = head();
		return length.length == 4 && length(length) > LargeMemory.LARGE;
	}

	/**
	 * Read the next document.
	 * @return the document, or {@code null} at the end
	 * @throws BadArchiveException if it is not a document
	 */
	@Nullable RawBsonDocument next() throws IOException {
		byte[] length = head();
		this.head = null;
		if (length.length == 0) {
			return null;
		}
		if (length.length < 4) {
			throw new BadArchiveException("is truncated within a document");
		}
		return new RawBsonDocument(rest(this.input, length));
	}

	private byte[] head() throws IOException {
		byte[] read = this.head;
		if (read == null) {
			read = this.input.readNBytes(4);
			this.head = read;
		}
		return read;
	}

	private static int length(byte[] head) {
		return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
	}

	@Override
	public void close() throws IOException {
		this.input.close();
	}

	/**
	 * Read the rest of a document.
	 * @param head its first four bytes
	 * @return all of it
	 */
	static byte[] rest(InputStream input, byte[] head) throws IOException {
		int length = length(head);
		if (length < MINIMUM || length > MAXIMUM) {
			throw new BadArchiveException("holds a document with a declared length of " + length + " bytes");
		}
		byte[] document = new byte[length];
		System.arraycopy(head, 0, document, 0, head.length);
		int read = input.readNBytes(document, head.length, length - head.length);
		if (read < length - head.length) {
			throw new BadArchiveException("is truncated within a document");
		}
		BsonCheck.check(document);
		return document;
	}

}
