package io.monarch.shell;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for migrations that are generated from change units of Mongock: they compile
 * without Mongock, and what could not be carried over is named.
 */
class MigrationsFromClassTests {

	private static final String PACKAGE = "src/main/java/com/example/dogs/";

	@TempDir
	Path directory;

	private CommandHarness shell;

	@BeforeEach
	void start() throws IOException {
		this.shell = new CommandHarness(List.of(), this.directory);
		write("changes/Dog.java", """
				package com.example.dogs.changes;

				public record Dog(String id, String name) {
				}
				""");
		write("DogRepository.java", """
				package com.example.dogs;

				import com.example.dogs.changes.Dog;
				import org.springframework.data.mongodb.repository.MongoRepository;

				public interface DogRepository extends MongoRepository<Dog, String> {
				}
				""");
	}

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ConstructorInjection", "MethodInjection", "WithBefore", "WithHelpers", "FieldOfThis",
			"Lombokless", "OwnMethodNames", "ReturningValue", "UsesItsTemplateInTheConstructor", "Generic",
			"NamedBeans", "StaticNested", "Inherited", "MethodReference", "NameOfTheContext", "OfVersion4",
			"SeveralSets", "Mongobee", "Session" })
	void generatedMigrationCompiles(String shape) throws IOException {
		String text = Files.readString(Path.of("src/test/resources/io/monarch/shell/changeunits", shape + ".java"));
		write("changes/" + shape + ".java", text);
		assertThat(this.shell.run("generate-migration", "--from-class", "com.example.dogs.changes." + shape))
			.as(this.shell.err())
			.isZero();
		List<Path> files = this.shell.out().lines().map(Path::of).toList();
		System.err.println(this.shell.err());
		for (Path file : files) {
			System.err.println(Files.readString(file));
		}
		compile();
	}

	private void write(String name, String text) throws IOException {
		Path file = this.directory.resolve(PACKAGE + name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	/**
	 * Compile all that is there, with the annotations of Mongock for the change units.
	 */
	private void compile() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		List<Path> sources = new ArrayList<>();
		for (Path root : List.of(this.directory.resolve("src/main/java"),
				Path.of("src/test/resources/io/monarch/shell/mongock"))) {
			try (Stream<Path> files = Files.walk(root)) {
				files.filter((file) -> file.toString().endsWith(".java")).forEach(sources::add);
			}
		}
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(problems, null, null)) {
			boolean compiled = compiler.getTask(new StringWriter(), manager, problems,
					List.of("-proc:none", "-Xlint:all", "-d", Files.createDirectories(this.directory.resolve("out")).toString(),
							"-cp", System.getProperty("java.class.path")),
					null, manager.getJavaFileObjectsFromPaths(sources))
				.call();
			assertThat(compiled).as(() -> problems.getDiagnostics().toString()).isTrue();
		}
	}

}
