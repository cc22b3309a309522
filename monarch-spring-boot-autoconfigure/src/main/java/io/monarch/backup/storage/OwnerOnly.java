package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files and directories that only their owner can read, if the file system
 * supports that. Existing ones keep their permissions.
 */
final class OwnerOnly {

	private OwnerOnly() {
	}

	/**
	 * Create a directory and its parents. One that is reached through a symbolic link
	 * exists.
	 */
	static void createDirectories(Path directory) throws IOException {
		if (!Files.isDirectory(directory)) { // which follows links, as the JDK itself
												// does not
			Files.createDirectories(directory, attributes(directory, "rwx------"));
		}
	}

	/**
	 * Create a file.
	 */
	static FileChannel create(Path file, Set<? extends OpenOption> options) throws IOException {
		return FileChannel.open(file, options, attributes(file, "rw-------"));
	}

	static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	private static FileAttribute<?>[] attributes(Path path, String permissions) {
		return isPosix(path)
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
