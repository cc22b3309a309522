package io.monarch.backup.storage;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A part of an object in memory. Parts grow with their number, so that the 10,000 that S3
 * allows hold 240 GB.
 */
final class S3Part {

	static final int SMALLEST = 8 << 20;

	private static final int GROWTH = 2000;

	private final int number;

	private final long start;

	private final int capacity;

	private byte[] bytes = new byte[64 << 10];

	private int length;

	private S3Part(int number, long start) {
		this.number = number;
		this.start = start;
		this.capacity = SMALLEST * (1 + number / GROWTH);
	}

	static S3Part first() {
		return new S3Part(1, 0);
	}

	S3Part next() {
		return new S3Part(this.number + 1, end());
	}

	int number() {
		return this.number;
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.start + this.length;
	}

	boolean isEmpty() {
		return this.length == 0;
	}

	boolean isFull() {
		return this.length == this.capacity;
	}

	boolean holds(long position) {
		return position >= this.start && position < end();
	}

	ByteBuffer content() {
		return ByteBuffer.wrap(this.bytes, 0, this.length);
	}

	void append(ByteBuffer source) {
		int count = Math.min(source.remaining(), this.capacity - this.length);
		if (this.length + count > this.bytes.length) {
			int size = Math.min(this.capacity, Math.max(this.length + count, this.bytes.length * 2));
			this.bytes = Arrays.copyOf(this.bytes, size);
		}
		source.get(this.bytes, this.length, count);
		this.length += count;
	}

	/**
	 * Overwrite bytes of the part.
	 * @return the number of bytes written, since the part may end before the source
	 */
	int overwrite(long position, ByteBuffer source) {
		int offset = (int) (position - this.start);
		int count = Math.min(source.remaining(), this.length - offset);
		source.get(this.bytes, offset, count);
		return count;
	}

}
