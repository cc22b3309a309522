package io.monarch.backup.archive;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.monarch.backup.storage.LocalFile;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * A temporary file for a decompressed archive. Its failures are not those of the archive.
 */
final class Spool implements Closeable {

	private static final String DIRECTORY = "java.io.tmpdir";

	private final FileChannel channel;

	Spool(FileChannel channel) {
		this.channel = channel;
	}

	/**
	 * Create a file that has no name while it is open, if the system supports that, so
	 * that a killed process leaves nothing behind.
	 */
	static Spool create() {
		try {
			Path file = Files.createTempFile("monarch-restore-", ".archive");
			return new Spool(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
					StandardOpenOption.DELETE_ON_CLOSE));
		}
		catch (IOException ex) {
			throw failed(ex);
		}
	}

	/**
	 * Return a stream that reads from another one and copies the bytes to the file.
	 * @param stream the other one
	 * @param output {@link #output()}
	 */
	static InputStream copy(InputStream stream, OutputStream output) {
		return new Copying(stream, output);
	}

	/**
	 * Return a stream that writes to the file, and throws only {@link MonarchException}.
	 */
	OutputStream output() {
		return new Output(this.channel);
	}

	InputStream read(long offset, long length) {
		return new Input(LocalFile.range(this.channel, offset, length));
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

	private static MonarchException failed(IOException ex) {
		if (ex instanceof ClosedByInterruptException) {
			return new MonarchException(Kind.FAILED, "Cancelled.", "Nothing was changed.", ex);
		}
		return new MonarchException(Kind.FAILED,
				"The compressed archive cannot be decompressed into the temporary directory "
						+ System.getProperty(DIRECTORY) + ": " + ex.getMessage() + ".",
				"Nothing was changed. Free some space there, or use another directory, as with java -D" + DIRECTORY
						+ "=/var/tmp, or decompress the archive first.",
				ex);
	}

	/**
	 * Writes to the file.
	 */
	private static final class Output extends OutputStream {

		private final FileChannel channel;

		Output(FileChannel channel) {
			this.channel = channel;
		}

		@Override
		public void write(int value) {
			write(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			try {
				ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
				while (buffer.hasRemaining()) {
					this.channel.write(buffer);
				}
			}
			catch (IOException ex) {
				throw failed(ex);
			}
		}

	}

	/**
	 * Reads from the file.
	 */
	private static final class Input extends FilterInputStream {

		Input(InputStream input) {
			super(input);
		}

		@Override
		public int read() {
			try {
				return super.read();
			}
			catch (IOException ex) {
				throw failed(ex);
			}
		}

		@Override
		public int read(byte[] buffer, int offset, int length) {
			try {
				return super.read(buffer, offset, length);
			}
			catch (IOException ex) {
				throw failed(ex);
			}
		}

	}

	/**
	 * Copies bytes that are read.
	 */
	private static final class Copying extends FilterInputStream {

		private final OutputStream output;

		Copying(InputStream input, OutputStream output) {
			super(input);
			this.output = output;
		}

		@Override
		public int read() throws IOException {
			int value = super.read();
			if (value >= 0) {
				this.output.write(value);
			}
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int length) throws IOException {
			int read = super.read(buffer, offset, length);
			if (read > 0) {
				this.output.write(buffer, offset, read);
			}
			return read;
		}

	}

}
