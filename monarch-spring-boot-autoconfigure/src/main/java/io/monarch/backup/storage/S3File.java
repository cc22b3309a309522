package io.monarch.backup.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;

import software.amazon.awssdk.core.exception.SdkException;

/**
 * An object of S3, in the version that existed when it was opened.
 */
final class S3File implements BackupFile {

	private final S3Bucket bucket;

	private final String name;

	private final long size;

	private final String tag;

	S3File(S3Bucket bucket, String name, long size, String tag) {
		this.bucket = bucket;
		this.name = name;
		this.size = size;
		this.tag = tag;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public long size() {
		return this.size;
	}

	@Override
	public InputStream read(long offset, long length) throws IOException {
		if (length == 0) {
			return InputStream.nullInputStream();
		}
		return new Translating(this.bucket,
				this.bucket.call((client) -> client.getObject((request) -> request.bucket(this.bucket.name())
					.key(this.bucket.key(this.name))
					.ifMatch(this.tag)
					.range("bytes=" + offset + "-" + (offset + length - 1)))));
	}

	@Override
	public SeekableByteChannel channel() {
		return new Blocks();
	}

	@Override
	public void close() {
		// Nothing is open between two requests.
	}

	/**
	 * Translates failures in the middle of a range for administrators.
	 */
	private static final class Translating extends FilterInputStream {

		private final S3Bucket bucket;

		Translating(S3Bucket bucket, InputStream input) {
			super(input);
			this.bucket = bucket;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			try {
				return super.read(buffer, offset, length);
			}
			catch (SdkException ex) {
				throw this.bucket.failure(ex);
			}
			catch (IOException ex) {
				throw new IOException("bucket '" + this.bucket.name() + "' was lost: " + ex.getMessage(), ex);
			}
		}

	}

	/**
	 * Reads blocks, so that many small reads in one place are one request.
	 */
	private final class Blocks extends S3Channel {

		private static final int BLOCK = 256 << 10;

		private static final int KEPT = 8;

		private final Map<Long, byte[]> blocks = new LinkedHashMap<>(KEPT, 0.75f, true) {

			@Override
			protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
				return size() > KEPT;
			}

		};

		@Override
		public int read(ByteBuffer target) throws IOException {
			if (position() >= S3File.this.size) {
				return -1;
			}
			byte[] block = block(position() / BLOCK);
			int offset = (int) (position() % BLOCK);
			int length = Math.min(target.remaining(), block.length - offset);
			target.put(block, offset, length);
			position(position() + length);
			return length;
		}

		private byte[] block(long number) throws IOException {
			byte[] block = this.blocks.get(number);
			if (block == null) {
				int length = (int) Math.min(BLOCK, S3File.this.size - number * BLOCK);
				try (InputStream input = S3File.this.read(number * BLOCK, length)) {
					block = input.readNBytes(length);
				}
				if (block.length < length) {
					throw new IOException(
							"bucket '" + S3File.this.bucket.name() + "' returned less than was " + "requested");
				}
				this.blocks.put(number, block);
			}
			return block;
		}

		@Override
		public long size() {
			return S3File.this.size;
		}

		@Override
		public int write(ByteBuffer source) throws IOException {
			throw new IOException("A backup is not changed");
		}

	}

}
