package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * Base class for channels of an object in a bucket: they have a position and cannot be
 * truncated.
 */
abstract class S3Channel implements SeekableByteChannel {

	private long position;

	private boolean open = true;

	@Override
	public final long position() {
		return this.position;
	}

	@Override
	public final SeekableByteChannel position(long newPosition) {
		this.position = newPosition;
		return this;
	}

	@Override
	public final SeekableByteChannel truncate(long newSize) throws IOException {
		throw new IOException("A backup is not truncated");
	}

	@Override
	public final boolean isOpen() {
		return this.open;
	}

	@Override
	public final void close() {
		this.open = false;
	}

}
