package io.monarch.shell;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles the sources of an application in a folder, together with the annotations of
 * Mongock.
 *
 * @param directory the folder of the application
 */
record SourceCompiler(Path directory) {

	private static final Path MONGOCK = Path.of("src/test/resources/io/monarch/shell/mongock");

	/**
	 * Write a source.
	 */
	Path write(String name, String text) throws IOException {
		Path file = sources().resolve(name);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, text);
	}

	/**
	 * Compile all sources.
	 * @return the folder of the classes
	 */
	Path compile() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		List<Path> files = new ArrayList<>();
		for (Path root : List.of(sources(), MONGOCK)) {
			try (Stream<Path> found = Files.walk(root)) {
				found.filter((file) -> file.toString().endsWith(".java")).forEach(files::add);
			}
		}
		Path classes = Files.createDirectories(this.directory.resolve("classes"));
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(problems, null, null)) {
			boolean compiled = compiler
				.getTask(new StringWriter(), manager, problems,
						List.of("-proc:none", "-parameters", "-d", classes.toString(), "-cp",
								System.getProperty("java.class.path")),
						null, manager.getJavaFileObjectsFromPaths(files))
				.call();
			assertThat(compiled).as(() -> problems.getDiagnostics().toString()).isTrue();
		}
		return classes;
	}

	private Path sources() {
		return this.directory.resolve("src/main/java");
	}

}
