package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Deletes files of dead writers in a folder, but no files of other programs or users, and
 * those of other machines only after a day.
 */
final class AbandonedParts {

	/** The time without a write after which a file of another machine is abandoned. */
	private static final Duration ABANDONED = Duration.ofDays(1);

	private final Path folder;

	private final Predicate<Path> isWriting;

	private @Nullable UserPrincipal user;

	/**
	 * Create for a folder.
	 * @param isWriting tells whether this process is writing a file, since its own locks
	 * do not exclude it
	 */
	AbandonedParts(Path folder, Predicate<Path> isWriting) {
		this.folder = folder;
		this.isWriting = isWriting;
	}

	/**
	 * Delete abandoned files.
	 * @return the names of the backups that others are writing
	 */
	Set<String> drop() throws IOException {
		Set<String> reserved = new HashSet<>();
		try (DirectoryStream<Path> paths = Files.newDirectoryStream(this.folder)) {
			for (Path path : paths) {
				PartFile part = PartFile.ofExisting(path);
				if (part != null && !drop(part)) {
					reserved.add(part.backup());
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return reserved;
	}

	/**
	 * Delete a file if it is abandoned. A file that cannot be accessed is another user's,
	 * and does not prevent a backup.
	 */
	private boolean drop(PartFile part) {
		Path path = part.path();
		try {
			if (this.isWriting.test(path) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
					|| (!part.isOfThisHost() && !isOld(path)) || !isOwn(path)) {
				return false;
			}
			try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
					FileLock lock = channel.tryLock()) {
				return lock != null && Files.deleteIfExists(path);
			}
		}
		catch (IOException | OverlappingFileLockException ex) {
			return false;
		}
	}

	private static boolean isOld(Path path) throws IOException {
		return Files.getLastModifiedTime(path).toInstant().isBefore(Instant.now().minus(ABANDONED));
	}

	private boolean isOwn(Path path) throws IOException {
		try {
			return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user());
		}
		catch (UnsupportedOperationException ex) {
			return true; // this file system has no owners
		}
	}

	/**
	 * Return the owner of files that this process creates here. Only the file system
	 * knows it: a container may not know the user's name, and a server can map users.
	 */
	private UserPrincipal user() throws IOException {
		UserPrincipal found = this.user;
		if (found == null) {
			Path probe = Files.createTempFile(this.folder, ".monarch-", ".tmp");
			try {
				found = Files.getOwner(probe);
			}
			finally {
				Files.deleteIfExists(probe);
			}
			this.user = found;
		}
		return found;
	}

}
