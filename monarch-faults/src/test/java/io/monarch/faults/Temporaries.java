package io.monarch.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The folder for temporary files of a process.
 */
final class Temporaries {

	/** What libraries unpack of themselves, and the folders of a web server. */
	private static final Pattern OF_LIBRARIES = Pattern.compile("(libzstd-jni|jline|libjline|tomcat).*");

	private Temporaries() {
	}

	/**
	 * Require that a command has left nothing there, however it ended.
	 */
	static void requireNone(Path folder, List<String> words) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			assertThat(files.map((file) -> file.getFileName().toString())
				.filter((name) -> !OF_LIBRARIES.matcher(name).matches())).as("temporary files of %s", words).isEmpty();
		}
	}

}
