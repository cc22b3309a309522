package io.monarch.backup.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.jspecify.annotations.Nullable;

/**
 * Compresses chunks, each into a separate frame or member, with reused buffers. Only one
 * thread may use it.
 */
final class ChunkCompressor implements AutoCloseable {

	static final int ZSTD_LEVEL = 3;

	private static final int GZIP_LEVEL = 6;

	private final Compression compression;

	private final int level;

	private final @Nullable ZstdCompressCtx zstd;

	private byte[] compressed = new byte[0];

	private int length;

	ChunkCompressor(Compression compression) {
		this(compression, (compression == Compression.GZIP) ? GZIP_LEVEL : ZSTD_LEVEL);
	}

	/**
	 * Create a compressor with a level other than that of backups.
	 */
	ChunkCompressor(Compression compression, int level) {
		this.compression = compression;
		this.level = level;
		this.zstd = (compression == Compression.ZSTD) ? zstd(level) : null;
	}

	private static ZstdCompressCtx zstd(int level) {
		Zstandard.load();
		return new ZstdCompressCtx().setLevel(level).setChecksum(true);
	}

	/**
	 * Compress bytes.
	 */
	void compress(byte[] bytes, int count) {
		switch (this.compression) {
			case ZSTD -> {
				reserve((int) Zstd.compressBound(count));
				this.length = Objects.requireNonNull(this.zstd)
					.compressByteArray(this.compressed, 0, this.compressed.length, bytes, 0, count);
			}
			case GZIP -> gzip(bytes, count);
			case NONE -> {
				this.compressed = bytes;
				this.length = count;
			}
		}
	}

	private void gzip(byte[] bytes, int count) {
		GzipParameters parameters = new GzipParameters();
		parameters.setCompressionLevel(this.level);
		reserve(count / 2);
		Buffer buffer = new Buffer(this.compressed);
		try (GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(buffer, parameters)) {
			gzip.write(bytes, 0, count);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex); // writing to memory does not fail
		}
		this.compressed = buffer.bytes();
		this.length = buffer.size();
	}

	private void reserve(int size) {
		if (this.compressed.length < size) {
			this.compressed = new byte[size];
		}
	}

	/**
	 * Return the array whose first {@link #length()} bytes are the last result.
	 */
	byte[] compressed() {
		return this.compressed;
	}

	int length() {
		return this.length;
	}

	/**
	 * Release the last result if its array is larger. Few documents are so large, and
	 * their memory would otherwise be held until the end.
	 */
	void forget(int largest) {
		this.length = 0;
		if (this.compressed.length > largest) {
			this.compressed = new byte[0];
		}
	}

	@Override
	public void close() {
		if (this.zstd != null) {
			this.zstd.close();
		}
	}

	/**
	 * A stream whose array can be reused.
	 */
	private static final class Buffer extends ByteArrayOutputStream {

		Buffer(byte[] bytes) {
			super(0);
			this.buf = bytes;
		}

		byte[] bytes() {
			return this.buf;
		}

	}

}
