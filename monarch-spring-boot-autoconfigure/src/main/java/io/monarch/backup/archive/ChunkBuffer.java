package io.monarch.backup.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.monarch.transfer.ContentHash;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;

/**
 * Holds the documents of one chunk, and then the compressed chunk. Buffers are reused, so
 * a backup needs only one for each thread.
 */
final class ChunkBuffer implements AutoCloseable {

	private static final int SIZE = 4 << 20;

	private final ChunkCompressor compressor;

	private byte[] bytes = new byte[SIZE];

	private int length;

	private int documents;

	private String sha256 = "";

	private ContentHash contentHash = new ContentHash();

	ChunkBuffer(Compression compression) {
		this.compressor = new ChunkCompressor(compression);
	}

	/**
	 * Tell whether a document still fits; the first one always does.
	 */
	boolean fits(RawBsonDocument document) {
		return this.length == 0 || this.length + document.getByteBuffer().remaining() <= SIZE;
	}

	void add(RawBsonDocument document) {
		ByteBuf source = document.getByteBuffer();
		int size = source.remaining();
		if (size > this.bytes.length - this.length) {
			this.bytes = new byte[size]; // which is then the only one
		}
		source.get(this.bytes, this.length, size);
		this.length += size;
		this.documents++;
	}

	boolean isEmpty() {
		return this.length == 0;
	}

	void compress() {
		this.compressor.compress(this.bytes, this.length);
		this.sha256 = Digests.sha256(compressed(), compressedLength());
		this.contentHash = hash();
	}

	/**
	 * Hash each document. They follow one another, each beginning with its length.
	 */
	private ContentHash hash() {
		ContentHash hash = new ContentHash();
		ByteBuffer lengths = ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
		for (int offset = 0; offset < this.length;) {
			int size = lengths.getInt(offset);
			hash.add(ByteBuffer.wrap(this.bytes, offset, size));
			offset += size;
		}
		return hash;
	}

	/**
	 * Return the hash of the documents of the compressed chunk.
	 */
	ContentHash contentHash() {
		return this.contentHash;
	}

	byte[] compressed() {
		return this.compressor.compressed();
	}

	int compressedLength() {
		return this.compressor.length();
	}

	Chunk describe(long offset) {
		return new Chunk(offset, compressedLength(), this.length, this.documents, this.sha256);
	}

	void clear() {
		this.length = 0;
		this.documents = 0;
		if (this.bytes.length > SIZE) {
			this.bytes = new byte[SIZE];
		}
		this.compressor.forget(2 * SIZE);
	}

	@Override
	public void close() {
		this.compressor.close();
	}

}
