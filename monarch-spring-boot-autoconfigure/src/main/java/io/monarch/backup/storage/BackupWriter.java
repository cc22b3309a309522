package io.monarch.backup.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * Writes a file of a store, which is not visible until it is complete.
 */
public interface BackupWriter extends Closeable {

	/**
	 * Return the name that it will have.
	 * @return the name
	 */
	String name();

	/**
	 * Return the channel for the bytes, which can only be appended to; but bytes after a
	 * held position can be written again.
	 * @return the channel
	 */
	SeekableByteChannel channel();

	/**
	 * Hold the current position.
	 * @throws IOException if that fails
	 */
	void hold() throws IOException;

	/**
	 * Release the held position.
	 * @throws IOException if that fails
	 */
	void release() throws IOException;

	/**
	 * Make the file visible.
	 * @throws IOException if that fails
	 */
	void complete() throws IOException;

	/**
	 * Close the writer. If the file is not complete, nothing remains.
	 */
	@Override
	void close() throws IOException;

}
