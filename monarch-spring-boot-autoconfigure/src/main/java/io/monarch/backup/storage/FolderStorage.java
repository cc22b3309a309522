package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Keeps backups in a folder of this machine, or of one that it has mounted.
 */
public final class FolderStorage implements BackupStorage {

	private static final String UNFINISHED = ".part";

	private static final String LOCK = ".lock";

	private final Path folder;

	/**
	 * Create for a folder.
	 * @param folder the folder, which is made where there is none when it is first used
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
		if (!Files.exists(this.folder)) {
			return List.of();
		}
		List<StoredFile> files = new ArrayList<>();
		try (DirectoryStream<Path> paths = Files.newDirectoryStream(this.folder)) {
			for (Path path : paths) {
				String name = path.getFileName().toString();
				if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && !name.startsWith(".")) {
					files.add(new StoredFile(name, Files.size(path), Files.getLastModifiedTime(path).toInstant()));
				}
			}
		}
		return List.copyOf(files);
	}

	@Override
	public BackupFile open(String name) throws IOException {
		return LocalFile.open(this.folder.resolve(name));
	}

	/**
	 * One writer at a time begins, so that nobody takes a file that was begun just now
	 * for one that was left behind.
	 */
	@Override
	public BackupWriter create(String base, LocalDate date) throws IOException {
		Files.createDirectories(this.folder);
		synchronized (Writer.WRITING) {
			try (FileChannel channel = lockFile(); FileLock lock = channel.lock()) {
				dropUnfinished();
				for (int number = 1;; number++) {
					BackupWriter writer = tryCreate(BackupName.of(base, date, number));
					if (writer != null) {
						return writer;
					}
				}
			}
		}
	}

	private FileChannel lockFile() throws IOException {
		return FileChannel.open(this.folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
	}

	/**
	 * Begin a file under a name, or return {@code null} where somebody has the name. The
	 * temporary file reserves it, and its lock says whether its writer lives.
	 */
	private @Nullable BackupWriter tryCreate(String name) throws IOException {
		Path target = this.folder.resolve(name);
		Path temporary = this.folder.resolve("." + name + UNFINISHED);
		if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
			return null;
		}
		FileChannel channel;
		try {
			channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
					StandardOpenOption.READ);
		}
		catch (FileAlreadyExistsException ex) {
			return null;
		}
		FileLock lock = channel.tryLock();
		if (lock == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
			Files.deleteIfExists(temporary);
			channel.close();
			return null;
		}
		return new Writer(name, temporary, target, channel);
	}

	/**
	 * Delete what writers that died have left: nobody has it locked.
	 */
	private void dropUnfinished() throws IOException {
		try (DirectoryStream<Path> paths = Files.newDirectoryStream(this.folder, ".*" + UNFINISHED)) {
			for (Path path : paths) {
				if (Writer.isWriting(path)) {
					continue;
				}
				try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
					FileLock lock = channel.tryLock();
					if (lock != null) {
						Files.deleteIfExists(path);
					}
				}
				catch (NoSuchFileException ex) {
					// its writer has ended just now
				}
			}
		}
	}

	@Override
	public void delete(String name) throws IOException {
		Files.delete(this.folder.resolve(name));
	}

	/**
	 * Writes to a temporary file, which gets its name in the end.
	 */
	private final class Writer implements BackupWriter {

		/** Those of this process, whose own locks do not stop it. */
		private static final Map<Path, Writer> WRITING = new ConcurrentHashMap<>();

		private final String name;

		private final Path temporary;

		private final Path target;

		private final FileChannel channel;

		private boolean closed;

		Writer(String name, Path temporary, Path target, FileChannel channel) {
			this.name = name;
			this.temporary = temporary;
			this.target = target;
			this.channel = channel;
			WRITING.put(temporary.toAbsolutePath(), this);
		}

		static boolean isWriting(Path path) {
			return WRITING.containsKey(path.toAbsolutePath());
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public SeekableByteChannel channel() {
			return this.channel;
		}

		@Override
		public void hold() {
			// A file can be written anywhere.
		}

		@Override
		public void release() {
			// See above.
		}

		@Override
		public void complete() throws IOException {
			this.channel.force(true);
			appear();
			try (FileChannel folder = FileChannel.open(this.target.toAbsolutePath().getParent())) {
				folder.force(true);
			}
		}

		/**
		 * A link fails where the name exists, which a move need not. But not all file
		 * systems have links: there nobody else may begin or end a backup meanwhile.
		 */
		private void appear() throws IOException {
			try {
				Files.createLink(this.target, this.temporary);
				Files.delete(this.temporary);
			}
			catch (FileAlreadyExistsException ex) {
				throw ex;
			}
			catch (UnsupportedOperationException | FileSystemException ex) {
				synchronized (WRITING) {
					try (FileChannel channel = lockFile(); FileLock lock = channel.lock()) {
						Files.move(this.temporary, this.target);
					}
				}
			}
		}

		/**
		 * The file goes before its lock does, so that nobody else can have begun one of
		 * the same name. A thread that is interrupted while it writes loses the lock:
		 * then the file is no longer this one's, but one that was left behind.
		 */
		@Override
		public void close() throws IOException {
			if (this.closed) {
				return;
			}
			this.closed = true;
			boolean isLocked = this.channel.isOpen();
			try (this.channel) {
				if (isLocked) {
					Files.deleteIfExists(this.temporary);
				}
			}
			finally {
				WRITING.remove(this.temporary.toAbsolutePath(), this);
			}
			if (!isLocked) {
				dropWhatIsLeft();
			}
		}

		private void dropWhatIsLeft() throws IOException {
			boolean interrupted = Thread.interrupted(); // no lock could be taken
			synchronized (WRITING) {
				try (FileChannel channel = lockFile(); FileLock lock = channel.lock()) {
					dropUnfinished();
				}
				finally {
					if (interrupted) {
						Thread.currentThread().interrupt();
					}
				}
			}
		}

	}

}
