package io.monarch.backup.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * A file of a store that is open for reading, by several threads at once.
 */
public interface BackupFile extends Closeable {

	/**
	 * Return the name.
	 * @return the name
	 */
	String name();

	/**
	 * Return the size.
	 * @return the bytes
	 */
	long size();

	/**
	 * Read a range.
	 * @param offset the beginning of the range
	 * @param length its length
	 * @return the bytes
	 * @throws IOException if it cannot be read
	 */
	InputStream read(long offset, long length) throws IOException;

	/**
	 * Return a channel for small reads, which is cheap near the end of a large file.
	 * @return the channel
	 * @throws IOException if it cannot be opened
	 */
	SeekableByteChannel channel() throws IOException;

}
