package io.monarch.backup.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * A file of a store that is being written, and cannot be seen until it is complete.
 */
public interface BackupWriter extends Closeable {

	/**
	 * Return the name that it will have.
	 * @return the name
	 */
	String name();

	/**
	 * Return what takes the bytes, which can only be appended to; but what lies behind a
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
	 * End the holding.
	 * @throws IOException if that fails
	 */
	void release() throws IOException;

	/**
	 * Make the file visible.
	 * @throws IOException if that fails
	 */
	void complete() throws IOException;

	/**
	 * End; where it is not complete, nothing remains.
	 */
	@Override
	void close() throws IOException;

}
