package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.monarch.environment.Interruption;

/**
 * Writes to a temporary file, which is renamed at the end.
 */
final class FolderWriter implements BackupWriter {

	/** The writers of this process, whose own locks do not exclude it. */
	private static final Map<Path, FolderWriter> WRITING = new ConcurrentHashMap<>();

	private final FolderStorage storage;

	private final Path temporary;

	private final FileChannel channel;

	private final FolderStorage.Names names;

	private int number;

	private boolean closed;

	/**
	 * Begin to write.
	 * @param part the temporary file
	 * @param channel the same, open and locked
	 * @param names the names that the backup can have
	 * @param number the number of the one that was free
	 */
	FolderWriter(FolderStorage storage, PartFile part, FileChannel channel, FolderStorage.Names names, int number) {
		this.storage = storage;
		this.temporary = part.path();
		this.channel = channel;
		this.names = names;
		this.number = number;
		WRITING.put(part.path().toAbsolutePath(), this);
	}

	static boolean isWriting(Path path) {
		return WRITING.containsKey(path.toAbsolutePath());
	}

	@Override
	public String name() {
		return this.names.of(this.number);
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

	/**
	 * Give the file its name. If locks do not work across machines, another machine may
	 * have taken it: then the next free one is used.
	 */
	@Override
	public void complete() throws IOException {
		this.channel.force(true);
		while (!tryAppear(this.storage.path(name()))) {
			this.number++;
		}
		this.storage.force();
	}

	/**
	 * A link fails if the name exists, which a move may not. But not all file systems
	 * support links: on others, no other process may begin or end a backup in the
	 * meantime.
	 */
	private boolean tryAppear(Path target) throws IOException {
		try {
			Files.createLink(target, this.temporary);
			Files.delete(this.temporary);
			return true;
		}
		catch (FileAlreadyExistsException ex) {
			return false;
		}
		catch (UnsupportedOperationException | FileSystemException ex) {
			return tryMove(target);
		}
	}

	private boolean tryMove(Path target) throws IOException {
		return this.storage.exclusively(() -> {
			try {
				Files.move(this.temporary, target);
				return true;
			}
			catch (FileAlreadyExistsException ex) {
				return false;
			}
		});
	}

	/**
	 * The file is deleted before its lock is released, so that no other process can have
	 * begun one with the same name. A thread that is interrupted while it writes loses
	 * the lock: then the file no longer belongs to this writer, but is abandoned.
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
		try (Interruption deferred = Interruption.defer()) {
			var unused = this.storage.exclusively(this.storage::dropAbandoned);
		}
	}

}
