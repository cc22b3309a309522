package io.monarch.backup.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.security.MessageDigest;

/**
 * Forwards writes, and computes a checksum of all bytes except the contents of files with
 * documents, whose checksums are in the manifest. Readers ignore many bits of zip
 * headers, but a backup with any changed bit has to be detected.
 */
final class ChecksummingChannel implements SeekableByteChannel {

	private final SeekableByteChannel channel;

	private final MessageDigest digest = Digests.sha256();

	/** The bytes since the last checksum, which may be overwritten. */
	private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

	private long pendingAt;

	private long position;

	private long end;

	private boolean content;

	ChecksummingChannel(SeekableByteChannel channel) {
		this.channel = channel;
	}

	/**
	 * Mark the beginning or end of the content of a file with documents.
	 */
	void setContent(boolean content) {
		this.content = content;
	}

	/**
	 * Note that no earlier bytes will be overwritten.
	 */
	void digestPending() {
		this.digest.update(this.pending.toByteArray());
		this.pending.reset();
		this.pendingAt = this.end;
	}

	/**
	 * Finish the checksum.
	 */
	String checksum() {
		digestPending();
		return Digests.hex(this.digest);
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int length = source.remaining();
		if (!this.content) {
			byte[] bytes = new byte[length];
			source.duplicate().get(bytes);
			record(bytes);
		}
		while (source.hasRemaining()) {
			this.channel.write(source);
		}
		this.position += length;
		this.end = Math.max(this.end, this.position);
		return length;
	}

	private void record(byte[] bytes) throws IOException {
		if (this.position == this.end) {
			this.pending.write(bytes);
			return;
		}
		byte[] all = this.pending.toByteArray();
		int offset = Math.toIntExact(this.position - this.pendingAt);
		if (offset < 0 || offset + bytes.length > all.length) {
			throw new IOException("this part of the backup cannot be written again");
		}
		System.arraycopy(bytes, 0, all, offset, bytes.length);
		this.pending.reset();
		this.pending.write(all);
	}

	@Override
	public long position() {
		return this.position;
	}

	@Override
	public SeekableByteChannel position(long newPosition) throws IOException {
		this.channel.position(newPosition);
		this.position = newPosition;
		return this;
	}

	@Override
	public long size() {
		return this.end;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		throw new IOException("A backup that is being written cannot be read");
	}

	@Override
	public SeekableByteChannel truncate(long size) throws IOException {
		throw new IOException("A backup is not truncated");
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	@Override
	public void close() {
		// The caller that opened the channel closes it.
	}

}
