package io.monarch.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes the temporary folders of tests in memory where there is room: what a test writes
 * is then on its disk at once, however slow the machine's is.
 */
public final class MemoryTempDir implements TempDirFactory {

	private static final Path MEMORY = Path.of("/dev/shm");

	private static final long NEEDED = 4L << 30;

	@Override
	public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
		return Files.createTempDirectory(parent(), "monarch-test");
	}

	/**
	 * Return the folder for temporary files.
	 */
	static Path parent() throws IOException {
		boolean roomy = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > NEEDED;
		return roomy ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
	}

}
