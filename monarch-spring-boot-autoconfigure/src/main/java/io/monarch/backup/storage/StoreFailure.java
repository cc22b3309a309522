package io.monarch.backup.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

import org.jspecify.annotations.Nullable;

/**
 * Describes why a store cannot be used, since the message of some JDK exceptions is only
 * the name of a file.
 */
public final class StoreFailure {

	private StoreFailure() {
	}

	/**
	 * Describe a failure.
	 * @param failure what a store has thrown
	 * @return the reason, as a part of a sentence without its end
	 */
	public static String describe(IOException failure) {
		if (failure instanceof FileSystemException file && file.getReason() == null) {
			String what = reason(file);
			if (what != null) {
				return file.getFile() + " " + what;
			}
		}
		return (failure.getMessage() != null) ? failure.getMessage() : failure.getClass().getSimpleName();
	}

	private static @Nullable String reason(FileSystemException failure) {
		if (failure instanceof AccessDeniedException) {
			return "does not allow access to this user";
		}
		if (failure instanceof NoSuchFileException) {
			return "does not exist";
		}
		if (failure instanceof NotDirectoryException) {
			return "is not a directory";
		}
		if (failure instanceof FileAlreadyExistsException) {
			return "exists already and is not a directory";
		}
		return null;
	}

}
