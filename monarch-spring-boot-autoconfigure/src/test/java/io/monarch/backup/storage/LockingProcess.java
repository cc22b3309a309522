package io.monarch.backup.storage;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process that begins a file, and lives until it is killed.
 */
final class LockingProcess {

	private LockingProcess() {
	}

	/**
	 * Begin a file.
	 * @param args its path
	 */
	public static void main(String[] args) throws Exception {
		try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			System.out.println("LOCKED " + lock.isValid());
			Thread.sleep(60_000);
		}
	}

}
