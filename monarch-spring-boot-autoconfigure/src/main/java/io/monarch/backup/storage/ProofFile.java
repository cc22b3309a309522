package io.monarch.backup.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The record of a proof beside a backup in a folder: {@code .<name>.proof}. It is hidden,
 * so that no version of Monarch lists it as a backup.
 */
final class ProofFile {

	private ProofFile() {
	}

	/**
	 * Return the path of the record of a backup.
	 */
	static Path beside(Path backup) {
		return backup.resolveSibling("." + backup.getFileName() + ".proof");
	}

	/**
	 * Read the record of a backup, or return {@code null} if there is none.
	 */
	static byte @Nullable [] read(Path backup) throws IOException {
		try (InputStream input = Files.newInputStream(beside(backup))) {
			return input.readNBytes(BackupStorage.RECORD_MAXIMUM);
		}
		catch (NoSuchFileException ex) {
			return null;
		}
	}

	/**
	 * Write the record of a backup, while no other process writes to the folder. A
	 * temporary file that a dead process has left has the name of a backup that is being
	 * written, so that it is deleted like one.
	 */
	static void write(Path backup, byte[] record) throws IOException {
		Path folder = Objects.requireNonNull(backup.toAbsolutePath().getParent());
		Path part = PartFile.of(folder, backup.getFileName().toString()).path();
		Files.deleteIfExists(part);
		try {
			try (FileChannel channel = OwnerOnly.create(part,
					Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
				ByteBuffer bytes = ByteBuffer.wrap(record);
				while (bytes.hasRemaining()) {
					channel.write(bytes);
				}
				channel.force(true);
			}
			Files.move(part, beside(backup), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		finally {
			Files.deleteIfExists(part);
		}
	}

}
