package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Stores backups in a local or mounted folder. Only their owner can read the files.
 */
public final class FolderStorage implements BackupStorage {

	private static final String LOCK = ".lock";

	/**
	 * Lets one thread of this process at a time begin or end a backup, as the lock file
	 * does for processes.
	 */
	private static final Object BEGINNING = new Object();

	private final Path folder;

	/**
	 * Create for a folder.
	 * @param folder the folder, which is created on first use if it does not exist
	 */
	public FolderStorage(Path folder) {
		this.folder = folder;
	}

	@Override
	public String description() {
		return "folder " + this.folder.toAbsolutePath().normalize();
	}

	@Override
	public List<StoredFile> list() throws IOException {
		if (Files.notExists(this.folder)) { // but not if this user may not list it
			return List.of();
		}
		List<StoredFile> files = new ArrayList<>();
		try (DirectoryStream<Path> paths = Files.newDirectoryStream(this.folder)) {
			for (Path path : paths) {
				StoredFile file = file(path);
				if (file != null) {
					files.add(file);
				}
			}
		}
		catch (DirectoryIteratorException ex) {
			throw ex.getCause();
		}
		return List.copyOf(files);
	}

	/**
	 * Return a file for a list, or {@code null} if it is not a file or is gone.
	 */
	private @Nullable StoredFile file(Path path) {
		String name = name(path);
		if (name.startsWith(".")) {
			return null;
		}
		try {
			BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class,
					LinkOption.NOFOLLOW_LINKS);
			return attributes.isRegularFile()
					? new StoredFile(name, attributes.size(), attributes.lastModifiedTime().toInstant()) : null;
		}
		catch (IOException ex) {
			return null; // deleted just now
		}
	}

	/**
	 * Return the name of a file. One that the locale of this process cannot represent, or
	 * that is not valid in it, is escaped as in a URI: so it is unambiguous, and can be
	 * opened and deleted by this name.
	 */
	private String name(Path path) {
		Path file = path.getFileName();
		String name = file.toString();
		try {
			if (this.folder.resolve(name).getFileName().equals(file)) {
				return name;
			}
		}
		catch (InvalidPathException ex) {
			// escaped below
		}
		String escaped = path.toUri().getRawPath();
		return escaped.substring(escaped.lastIndexOf('/') + 1);
	}

	@Override
	public BackupFile open(String name) throws IOException {
		return LocalFile.open(find(name));
	}

	@Override
	public void delete(String name) throws IOException {
		Path path = find(name);
		Files.deleteIfExists(ProofFile.beside(path));
		Files.delete(path);
	}

	@Override
	public byte @Nullable [] readProof(String name) throws IOException {
		return ProofFile.read(find(name));
	}

	@Override
	public void writeProof(String name, byte[] record) throws IOException {
		Path path = find(name);
		exclusively(() -> {
			ProofFile.write(path, record);
			force();
			return path;
		});
	}

	@Override
	public String placeOfProof(String name) {
		return ProofFile.beside(this.folder.toAbsolutePath().normalize().resolve(name)).toString();
	}

	private Path find(String name) throws IOException {
		Path path = null;
		try {
			path = this.folder.resolve(name);
			if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				return path;
			}
		}
		catch (InvalidPathException ex) {
			// it can be listed under an escaped name only
		}
		if (name.contains("%") && Files.exists(this.folder)) {
			try (DirectoryStream<Path> paths = Files.newDirectoryStream(this.folder)) {
				for (Path each : paths) {
					if (name(each).equals(name)) {
						return each;
					}
				}
			}
		}
		if (path == null) {
			throw new NoSuchFileException(name);
		}
		return path;
	}

	/**
	 * Only one writer at a time begins, so that no other process considers a new file
	 * abandoned.
	 */
	@Override
	public BackupWriter create(String base, LocalDate date) throws IOException {
		Names names = (number) -> BackupName.of(base, date, number);
		Path unused = path(names.of(1)); // before a folder is created unnecessarily
		OwnerOnly.createDirectories(this.folder);
		return exclusively(() -> {
			Set<String> reserved = dropAbandoned();
			for (int number = 1;; number++) {
				BackupWriter writer = reserved.contains(names.of(number)) ? null : tryCreate(names, number);
				if (writer != null) {
					return writer;
				}
			}
		});
	}

	/**
	 * Return the path of a backup.
	 * @throws MonarchException if the names of files cannot hold its name
	 */
	Path path(String name) {
		try {
			return this.folder.resolve(name);
		}
		catch (InvalidPathException ex) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The locale of this process (" + System.getProperty("sun.jnu.encoding")
							+ ") cannot represent the file name '" + name + "'.",
					"Set the environment variable LC_ALL=C.UTF-8, or name the backup in ASCII: --name <base>.", ex);
		}
	}

	/**
	 * Begin a file under a name, or return {@code null} where the name is taken. The
	 * temporary file reserves it, and its lock shows whether its writer is alive.
	 */
	private @Nullable BackupWriter tryCreate(Names names, int number) throws IOException {
		Path target = path(names.of(number));
		PartFile part = PartFile.of(this.folder, names.of(number));
		if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
			return null;
		}
		FileChannel channel;
		try {
			channel = OwnerOnly.create(part.path(),
					Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ));
		}
		catch (FileAlreadyExistsException ex) {
			return null;
		}
		FileLock lock = channel.tryLock();
		if (lock == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
			Files.deleteIfExists(part.path());
			channel.close();
			return null;
		}
		return new FolderWriter(this, part, channel, names, number);
	}

	/**
	 * Delete the files of dead writers.
	 * @return the names of the backups that others are writing
	 */
	Set<String> dropAbandoned() throws IOException {
		return new AbandonedParts(this.folder, FolderWriter::isWriting).drop();
	}

	/**
	 * Force the directory entry of a file to the disk.
	 */
	void force() throws IOException {
		if (OwnerOnly.isPosix(this.folder)) { // elsewhere a folder cannot be opened
			try (FileChannel channel = FileChannel.open(this.folder)) {
				channel.force(true);
			}
		}
	}

	/**
	 * Run work while no other writer begins or ends.
	 */
	<T> T exclusively(Work<T> work) throws IOException {
		synchronized (BEGINNING) {
			try (FileChannel channel = lockFile(); FileLock lock = channel.lock()) {
				return work.run();
			}
		}
	}

	/**
	 * The lock file is empty, so it has default permissions, and a group can share the
	 * folder. A user who may not lock it uses a different one, since files of other users
	 * are not touched anyway.
	 */
	private FileChannel lockFile() throws IOException {
		try {
			return openLock(LOCK);
		}
		catch (AccessDeniedException ex) {
			if (!Files.exists(this.folder.resolve(LOCK))) {
				throw new AccessDeniedException(this.folder.toString());
			}
			return openLock(LOCK + "-" + System.getProperty("user.name").replaceAll("\\W", "_"));
		}
	}

	private FileChannel openLock(String name) throws IOException {
		return FileChannel.open(this.folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
	}

	/**
	 * The possible names of a backup.
	 */
	@FunctionalInterface
	interface Names {

		/**
		 * Return a name.
		 * @param number the number of the backup on its day, from 1
		 */
		String of(int number);

	}

	/**
	 * Work on the folder.
	 */
	@FunctionalInterface
	interface Work<T> {

		T run() throws IOException;

	}

}
