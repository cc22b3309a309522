package io.monarch.backup.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Translates failures of reading a backup, and distinguishes damaged backups from
 * failures of the store.
 */
final class ReadFailures {

	private ReadFailures() {
	}

	/**
	 * Read something.
	 * @param name the name of the backup
	 * @throws MonarchException if it cannot be read, a {@link BadBackupException} if the
	 * backup is damaged
	 */
	static <T extends @Nullable Object> T reading(String name, Reading<T> reading) {
		String backup = "Backup '" + FileNames.printable(name) + "' ";
		try {
			return reading.run();
		}
		catch (BadArchiveException ex) {
			throw new BadBackupException(backup + ex.getMessage() + ".", ex);
		}
		catch (FileSystemException ex) {
			throw unreadable(backup, ex);
		}
		catch (UncheckedIOException ex) {
			throw unreadable(backup, ex);
		}
		catch (IOException ex) {
			String why = (ex.getMessage() != null) ? ": " + FileNames.printable(ex.getMessage()) : "";
			throw new BadBackupException(backup + "is damaged" + why + ".", ex);
		}
	}

	private static MonarchException unreadable(String backup, Exception ex) {
		return new MonarchException(Kind.FAILED, backup + "cannot be read: " + ex.getMessage() + ".",
				"Nothing was changed. Check the store and run it again.", ex);
	}

	/**
	 * Something that reads.
	 */
	@FunctionalInterface
	interface Reading<T extends @Nullable Object> {

		T run() throws IOException;

	}

}
