package io.monarch.backup.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

import io.monarch.backup.storage.BackupFile;

/**
 * Distinguishes failures of a store from damaged files: exceptions of the store become
 * unchecked, so a checked exception comes from parsing the bytes.
 */
final class UncheckedBackupFile implements BackupFile {

	private final BackupFile file;

	UncheckedBackupFile(BackupFile file) {
		this.file = file;
	}

	@Override
	public String name() {
		return this.file.name();
	}

	@Override
	public long size() {
		return this.file.size();
	}

	@Override
	public InputStream read(long offset, long length) {
		return unchecked(() -> new Stream(this.file.read(offset, length)));
	}

	@Override
	public SeekableByteChannel channel() {
		return unchecked(() -> new Channel(this.file.channel()));
	}

	@Override
	public void close() {
		unchecked(() -> {
			this.file.close();
			return this;
		});
	}

	private static <T> T unchecked(Access<T> access) {
		try {
			return access.run();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An operation of the store.
	 */
	@FunctionalInterface
	private interface Access<T> {

		T run() throws IOException;

	}

	/**
	 * A stream from the store.
	 */
	private static final class Stream extends FilterInputStream {

		Stream(InputStream input) {
			super(input);
		}

		@Override
		public int read() {
			return unchecked(super::read);
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			return unchecked(() -> super.read(buffer, offset, length));
		}

	}

	/**
	 * A channel from the store.
	 */
	private record Channel(SeekableByteChannel channel) implements SeekableByteChannel {

		@Override
		public int read(ByteBuffer target) {
			return unchecked(() -> this.channel.read(target));
		}

		@Override
		public int write(ByteBuffer source) {
			throw new UnsupportedOperationException("A backup is not changed");
		}

		@Override
		public long position() {
			return unchecked(this.channel::position);
		}

		@Override
		public SeekableByteChannel position(long position) throws IOException {
			if (position < 0) {
				throw new IOException("an offset is negative");
			}
			unchecked(() -> this.channel.position(position));
			return this;
		}

		@Override
		public long size() {
			return unchecked(this.channel::size);
		}

		@Override
		public SeekableByteChannel truncate(long size) {
			throw new UnsupportedOperationException("A backup is not changed");
		}

		@Override
		public boolean isOpen() {
			return this.channel.isOpen();
		}

		@Override
		public void close() {
			unchecked(() -> {
				this.channel.close();
				return this;
			});
		}

	}

}
