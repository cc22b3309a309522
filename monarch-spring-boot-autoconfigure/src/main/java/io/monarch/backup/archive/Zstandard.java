package io.monarch.backup.archive;

import com.github.luben.zstd.util.Native;
import io.monarch.environment.FailureText;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * Loads the library for Zstandard, which is unpacked into a temporary file.
 */
final class Zstandard {

	private static final String DIRECTORY = "java.io.tmpdir";

	private Zstandard() {
	}

	/**
	 * Load the library, if it is not loaded yet.
	 * @throws MonarchException if the temporary directory is full or cannot be written
	 */
	static void load() {
		try {
			Native.load();
		}
		catch (LinkageError ex) {
			throw new MonarchException(Kind.FAILED,
					"The library for Zstandard cannot be loaded from the temporary directory "
							+ System.getProperty(DIRECTORY) + ": " + reason(ex) + ".",
					"Nothing was changed. The directory needs free space, must be writable and must not be mounted "
							+ "noexec. " + "Use another one, as with java -D" + DIRECTORY
							+ "=/var/tmp. Backups with monarch.backups.compression=gzip do not need it.",
					ex);
		}
	}

	/**
	 * Of several lines, which repeat the name of the file, the first one contains the
	 * reason.
	 */
	static String reason(LinkageError failure) {
		String first = FailureText.firstLine(failure.getMessage());
		return first.replaceFirst("^.*\\.(so|dylib|dll): ", "");
	}

}
