package io.monarch.backup.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on this machine.
 */
public final class LocalFile implements BackupFile {

	private final Path path;

	private final FileChannel channel;

	private final long size;

	private LocalFile(Path path, FileChannel channel, long size) {
		this.path = path;
		this.channel = channel;
		this.size = size;
	}

	/**
	 * Open a file.
	 * @param path the file
	 * @return the file, to be closed
	 * @throws IOException if it cannot be opened
	 */
	public static LocalFile open(Path path) throws IOException {
		FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
		return new LocalFile(path, channel, channel.size());
	}

	@Override
	public String name() {
		return this.path.getFileName().toString();
	}

	@Override
	public long size() {
		return this.size;
	}

	@Override
	public InputStream read(long offset, long length) {
		return range(this.channel, offset, length);
	}

	/**
	 * Read a part of a file. Several may be read concurrently.
	 * @param channel the file, which stays open
	 * @param offset the beginning of the part
	 * @param length its length in bytes
	 * @return the part
	 */
	public static InputStream range(FileChannel channel, long offset, long length) {
		return new Range(channel, offset, offset + length);
	}

	@Override
	public SeekableByteChannel channel() throws IOException {
		return Files.newByteChannel(this.path);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	/**
	 * A range, read by positions, so that several threads can share the channel.
	 */
	private static final class Range extends InputStream {

		private final FileChannel channel;

		private final long end;

		private long position;

		Range(FileChannel channel, long offset, long end) {
			this.channel = channel;
			this.position = offset;
			this.end = end;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int wanted = (int) Math.min(length, this.end - this.position);
			if (wanted <= 0) {
				return (length == 0) ? 0 : -1;
			}
			int read = this.channel.read(ByteBuffer.wrap(buffer, offset, wanted), this.position);
			this.position += Math.max(read, 0);
			return read;
		}

	}

}
