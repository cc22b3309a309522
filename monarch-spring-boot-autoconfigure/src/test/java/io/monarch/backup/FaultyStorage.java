package io.monarch.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.LocalDate;
import java.util.List;

import io.monarch.backup.storage.BackupFile;
import io.monarch.backup.storage.BackupStorage;
import io.monarch.backup.storage.BackupWriter;
import io.monarch.backup.storage.StoredFile;
import io.monarch.testsupport.FailPoint;

/**
 * A store with a fail point before, in and after everything that is written to it. What
 * the point does may throw an {@link UncheckedIOException}, as a disk that is full.
 */
record FaultyStorage(BackupStorage storage, FailPoint point) implements BackupStorage {

	private void reached(String what) throws IOException {
		try {
			this.point.reached(what);
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	@Override
	public String description() {
		return this.storage.description();
	}

	@Override
	public List<StoredFile> list() throws IOException {
		return this.storage.list();
	}

	@Override
	public BackupFile open(String name) throws IOException {
		return this.storage.open(name);
	}

	@Override
	public BackupWriter create(String base, LocalDate date) throws IOException {
		reached("before create");
		return new Writer(this.storage.create(base, date));
	}

	@Override
	public byte[] readProof(String name) throws IOException {
		return this.storage.readProof(name);
	}

	@Override
	public void writeProof(String name, byte[] record) throws IOException {
		this.storage.writeProof(name, record);
	}

	@Override
	public String placeOfProof(String name) {
		return this.storage.placeOfProof(name);
	}

	@Override
	public void delete(String name) throws IOException {
		this.storage.delete(name);
	}

	private final class Writer implements BackupWriter {

		private final BackupWriter writer;

		private final SeekableByteChannel channel;

		Writer(BackupWriter writer) {
			this.writer = writer;
			this.channel = new Channel(writer.channel());
		}

		@Override
		public String name() {
			return this.writer.name();
		}

		@Override
		public SeekableByteChannel channel() {
			return this.channel;
		}

		@Override
		public void hold() throws IOException {
			this.writer.hold();
		}

		@Override
		public void release() throws IOException {
			this.writer.release();
		}

		@Override
		public void complete() throws IOException {
			reached("before complete");
			this.writer.complete();
			reached("after complete");
		}

		@Override
		public void close() throws IOException {
			this.writer.close();
		}

	}

	private final class Channel implements SeekableByteChannel {

		private final SeekableByteChannel channel;

		Channel(SeekableByteChannel channel) {
			this.channel = channel;
		}

		@Override
		public int write(ByteBuffer bytes) throws IOException {
			int all = bytes.remaining();
			reached("before write");
			int limit = bytes.limit();
			bytes.limit(bytes.position() + all / 2);
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
			bytes.limit(limit);
			reached("in write");
			while (bytes.hasRemaining()) {
				this.channel.write(bytes);
			}
			return all;
		}

		@Override
		public int read(ByteBuffer bytes) throws IOException {
			return this.channel.read(bytes);
		}

		@Override
		public long position() throws IOException {
			return this.channel.position();
		}

		@Override
		public SeekableByteChannel position(long position) throws IOException {
			this.channel.position(position);
			return this;
		}

		@Override
		public long size() throws IOException {
			return this.channel.size();
		}

		@Override
		public SeekableByteChannel truncate(long size) throws IOException {
			this.channel.truncate(size);
			return this;
		}

		@Override
		public boolean isOpen() {
			return this.channel.isOpen();
		}

		@Override
		public void close() throws IOException {
			this.channel.close();
		}

	}

}
