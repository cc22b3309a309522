package io.monarch.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;

import io.monarch.backup.storage.BackupFile;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Reads the format of the Python monarch: a zip file with the files of a dumped database.
 */
final class PythonMonarchZip {

	private PythonMonarchZip() {
	}

	static Contents read(BackupFile file) throws IOException {
		ZipFile zip = ZipFile.builder().setSeekableByteChannel(file.channel()).get();
		DumpFiles files = new DumpFiles();
		for (var all = zip.getEntriesInPhysicalOrder(); all.hasMoreElements();) {
			ZipArchiveEntry entry = all.nextElement();
			String name = entry.getName();
			boolean left = DumpFiles.isStray(name.replaceFirst("/.*", "")) || name.equals(DumpFiles.PRELUDE);
			if (left && !entry.isUnixSymlink()) {
				continue;
			}
			if (entry.isUnixSymlink() || entry.isDirectory() || name.contains("/") || name.contains("\\")) {
				throw new BadArchiveException((name.contains("/") && DumpFiles.isDumpFile(stripped(name)))
						? "is incomplete: it has no manifest"
						: "holds a file that is not part of a dump: '" + FileNames.printable(name) + "'");
			}
			if (!DumpFiles.isDumpFile(name)) {
				throw new BadArchiveException(
						"holds a file that is not part of a dump: '" + FileNames.printable(name) + "'");
			}
			files.add(name, entry.getSize(), () -> new Checked(zip.getInputStream(entry), entry));
		}
		return files.contents(() -> {
			zip.close();
			file.close();
		});
	}

	/**
	 * Return the name without the suffix of a compression, since files of Monarch's own
	 * format can be compressed.
	 */
	private static String stripped(String name) {
		return name.replaceFirst("\\.(?:zst|gz)$", "");
	}

	/**
	 * Compares the checksum of the zip file at the end.
	 */
	private static final class Checked extends CheckedInputStream {

		private final ZipEntry entry;

		private long length;

		Checked(InputStream input, ZipEntry entry) {
			super(input, new CRC32());
			this.entry = entry;
		}

		@Override
		public int read() throws IOException {
			int value = super.read();
			count((value < 0) ? -1 : 1);
			return value;
		}

		@Override
		public int read(byte[] buffer, int offset, int count) throws IOException {
			int read = super.read(buffer, offset, count);
			count(read);
			return read;
		}

		private void count(int read) {
			if (read > 0) {
				this.length += read;
			}
			else if (read < 0
					&& (this.length != this.entry.getSize() || getChecksum().getValue() != this.entry.getCrc())) {
				throw new BadArchiveException(
						"is damaged: the checksum of '" + FileNames.printable(this.entry.getName()) + "' is wrong");
			}
		}

	}

}
