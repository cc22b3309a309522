package io.monarch.backup.archive;

import java.io.IOException;
import java.util.zip.ZipEntry;

import io.monarch.backup.storage.BackupWriter;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The zip file of a backup, which is written in one pass, without compressing anything
 * twice.
 */
final class ZipContainer {

	private final BackupWriter output;

	private final ChecksummingChannel channel;

	private final Zip zip;

	private @Nullable BackupSummary summary;

	ZipContainer(BackupWriter output) {
		this.output = output;
		this.channel = new ChecksummingChannel(output.channel());
		this.zip = new Zip(this.channel);
	}

	/**
	 * Write a small file.
	 */
	void write(String name, byte[] content) throws IOException {
		begin(name);
		this.zip.write(content, 0, content.length);
		end();
	}

	/**
	 * Begin a file with documents.
	 */
	void beginContent(String name) throws IOException {
		begin(name);
		this.channel.setContent(true);
	}

	void writeContent(byte[] bytes, int length) throws IOException {
		this.zip.write(bytes, 0, length);
	}

	void endContent() throws IOException {
		this.channel.setContent(false);
		end();
	}

	private void begin(String name) throws IOException {
		// Its header comes first and contains its length, which is known only later.
		this.output.hold();
		ZipArchiveEntry entry = new ZipArchiveEntry(name);
		entry.setMethod(ZipEntry.STORED);
		entry.setTime(0);
		this.zip.putArchiveEntry(entry);
	}

	private void end() throws IOException {
		this.zip.closeArchiveEntry();
		this.channel.digestPending();
		this.output.release();
	}

	/**
	 * Write the directory of the zip file, and its comment.
	 */
	void finish(BackupSummary finished) throws IOException {
		this.summary = finished;
		this.zip.finish();
	}

	/**
	 * A zip file whose comment is derived from all preceding bytes.
	 */
	private final class Zip extends ZipArchiveOutputStream {

		private final ChecksummingChannel target;

		Zip(ChecksummingChannel target) {
			super(target);
			this.target = target;
		}

		@Override
		protected void writeCentralDirectoryEnd() throws IOException {
			BackupSummary finished = ZipContainer.this.summary;
			if (finished != null) {
				setComment(finished.toComment(this.target.checksum()));
			}
			super.writeCentralDirectoryEnd();
		}

	}

}
