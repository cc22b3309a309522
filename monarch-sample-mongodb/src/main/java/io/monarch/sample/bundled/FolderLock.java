package io.monarch.sample.bundled;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The lock of a folder by a process. It ends with the process, however that ends.
 */
final class FolderLock implements AutoCloseable {

	/**
	 * The files that this process has locked: to open and close one of them again would
	 * end its lock.
	 */
	private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

	private final Path file;

	private final FileChannel channel;

	private FolderLock(Path file, FileChannel channel) {
		this.file = file;
		this.channel = channel;
	}

	/**
	 * Acquire the lock of a folder, or return {@code null} if it is held.
	 */
	static @Nullable FolderLock tryAcquire(Path folder) throws IOException {
		Path file = folder.toRealPath().resolve("lock");
		if (!HELD.add(file)) {
			return null;
		}
		FileChannel channel = null;
		boolean acquired = false;
		try {
			channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
			acquired = channel.tryLock() != null;
			return acquired ? new FolderLock(file, channel) : null;
		}
		catch (OverlappingFileLockException ex) {
			return null; // of another class loader
		}
		finally {
			if (!acquired) {
				if (channel != null) {
					channel.close();
				}
				HELD.remove(file);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
		HELD.remove(this.file);
	}

}
