package io.monarch.backup.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.monarch.backup.storage.BackupFile;
import org.jspecify.annotations.Nullable;

/**
 * The end of a zip file, which is found with one small read.
 *
 * @param comment its comment
 * @param complete whether the file has the length in its end, and its directory ends with
 * a manifest, as far as one read shows
 */
record ZipEnd(String comment, boolean complete) {

	private static final int LENGTH = 22;

	private static final int SIGNATURE = 0x06054b50;

	private static final int ENTRY_SIGNATURE = 0x02014b50;

	private static final int ENTRY_LENGTH = 46;

	private static final int COMMENT_MAXIMUM = 65535;

	private static final long IN_ZIP64 = 0xffffffffL;

	/**
	 * Read the end of a file.
	 * @return the end, or {@code null} if the file does not end like a zip file
	 */
	static @Nullable ZipEnd read(BackupFile file) throws IOException {
		int length = (int) Math.min(file.size(), LENGTH + COMMENT_MAXIMUM);
		byte[] tail;
		try (InputStream input = file.read(file.size() - length, length)) {
			tail = input.readNBytes(length);
		}
		ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
		for (int position = tail.length - LENGTH; position >= 0; position--) {
			int comment = bytes.getShort(position + LENGTH - 2) & 0xffff;
			if (bytes.getInt(position) == SIGNATURE && position + LENGTH + comment == tail.length) {
				return new ZipEnd(new String(tail, position + LENGTH, comment, StandardCharsets.UTF_8),
						fits(bytes, position, file.size() - tail.length) && listsManifest(bytes, position));
			}
		}
		return null;
	}

	/**
	 * Tell whether the directory is directly before the end, as the end states.
	 */
	private static boolean fits(ByteBuffer tail, int position, long before) {
		long size = tail.getInt(position + 12) & 0xffffffffL;
		long offset = tail.getInt(position + 16) & 0xffffffffL;
		return size == IN_ZIP64 || offset == IN_ZIP64 || offset + size == before + position;
	}

	/**
	 * Find the manifest's entry, which is the last one in the directory.
	 */
	private static boolean listsManifest(ByteBuffer tail, int end) {
		byte[] name = Manifest.NAME.getBytes(StandardCharsets.US_ASCII);
		for (int position = end - ENTRY_LENGTH - name.length; position >= 0; position--) {
			if (tail.getInt(position) == ENTRY_SIGNATURE) {
				byte[] last = new byte[name.length];
				tail.get(position + ENTRY_LENGTH, last);
				return (tail.getShort(position + 28) & 0xffff) == name.length && Arrays.equals(last, name);
			}
		}
		return false;
	}

}
