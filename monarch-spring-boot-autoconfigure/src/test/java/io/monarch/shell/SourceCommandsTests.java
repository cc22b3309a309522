package io.monarch.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import io.monarch.environment.MonarchException;
import io.monarch.shell.terminal.Screen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.shell.core.command.CommandRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the commands that write files, which need no environment and no database.
 */
class SourceCommandsTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T10:15:59Z"), ZoneOffset.ofHours(9));

	@TempDir
	Path directory;

	private CommandHarness shell;

	@BeforeEach
	void start() {
		this.shell = new CommandHarness(List.of(), this.directory);
	}

	@AfterEach
	void stop() {
		this.shell.close();
	}

	@Test
	void generateWritesBelowTheBasePackageAndPrintsThePath() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/java"));
		Path file = generate("add", "dogs", "index");
		assertThat(file).isEqualTo(
				this.directory.resolve("src/main/java/com/example/dogs/migrations/M202611231015AddDogsIndex.java"));
		assertThat(file).content()
			.contains("package com.example.dogs.migrations;", "@Migration(\"202611231015_add_dogs_index\")",
					"class M202611231015AddDogsIndex implements MongoMigration {")
			.endsWith("}\n");
		compile(file);
	}

	@Test
	void generateWritesABatchMigrationThatCompiles() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/java"));
		assertThat(this.shell.run("generate-migration", "--batch", "split", "names", "--output", "json")).isZero();
		Path file = Path.of(String.valueOf(((Map<?, ?>) this.shell.json()).get("path")));
		assertThat(file.getFileName().toString()).matches("M\\d{12}SplitNames\\.java");
		assertThat(file).content()
			.contains("package com.example.dogs.migrations;", "_split_names\")", "implements MongoBatchMigration {",
					"public Batches batches() {");
		assertThat(Files.readString(file).lines()).allMatch((line) -> line.replace("\t", "    ").length() <= 120);
		compile(file);
	}

	@Test
	void generateWritesABatchMigrationInKotlin() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/kotlin"));
		assertThat(this.shell.run("generate-migration", "split", "names", "--batch", "--output", "json")).isZero();
		Path file = Path.of(String.valueOf(((Map<?, ?>) this.shell.json()).get("path")));
		assertThat(file).hasExtension("kt")
			.content()
			.contains("package com.example.dogs.migrations\n", "_split_names\")", ": MongoBatchMigration {",
					"override fun batches(): Batches {")
			.doesNotContain(";");
	}

	@Test
	void generateOfABatchMigrationFromAClassIsBadInput() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/java"));
		assertThat(this.shell.run("generate-migration", "--batch", "--from-class", "com.example.A")).isEqualTo(2);
		assertThat(this.shell.err()).contains("Use either --batch or --from-class, not both.");
		assertThat(this.shell.run("generate-migration", "--batch")).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "add dogs index", "Füge größe hinzu", "犬 を追加", "1st; DROP \"x\" \\u0000 */ class",
			"e\u0301tat", "class", "_ a _", "𝒳 math", "a/../../b" })
	void generatedFileCompilesWhateverTheWords(String words) throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/java"));
		Path file = generate(words);
		assertThat(file.getParent()).endsWith(Path.of("dogs", "migrations"));
		assertThat(file.getFileName().toString()).matches("M202611231015[\\p{L}\\p{Nd}]+\\.java");
		compile(file);
	}

	@Test
	void generateNeverOverwrites() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/java"));
		Files.writeString(generate("a"), "mine");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> generate("a"))
			.withMessageContaining("exists already")
			.satisfies((ex) -> assertThat(ex.kind().exitCode()).isEqualTo(2));
		assertThat(this.directory.resolve("src/main/java/com/example/dogs/migrations/M202611231015A.java"))
			.hasContent("mine");
	}

	@Test
	void generateWithoutAWordOrSourcesIsBadInput() throws IOException {
		assertThat(this.shell.run("generate", "a")).isEqualTo(2);
		assertThat(this.shell.err()).contains("There is no folder src/main/java or src/main/kotlin in");
		Files.createDirectories(this.directory.resolve("src/main/java"));
		assertThat(this.shell.run("generate")).isEqualTo(2);
		assertThat(this.shell.run("generate", "--", "-- !", "", "\u001b")).isEqualTo(2);
		assertThat(this.shell.err()).contains("letters and digits", "\\u001b");
		assertThat(this.shell.run("generate", "a".repeat(181))).isEqualTo(2);
		assertThat(this.shell.run("generate", "a".repeat(180), "--output", "json")).isZero();
		assertThat(Path.of(String.valueOf(((Map<?, ?>) this.shell.json()).get("path")))).isRegularFile();
	}

	@Test
	void generateFindsTheModuleThatHoldsTheBasePackage() throws IOException {
		Path module = Files.createDirectories(this.directory.resolve("module"));
		Files.createDirectories(module.resolve("src/main/java/com/example/dogs"));
		Files.createDirectories(this.directory.resolve("src/main/java"));
		SourceTree sources = new SourceTree(List.of(this.directory, module), "com.example.dogs");
		assertThat(sources.folder("migrations").path()).startsWithRaw(module);
		assertThat(new SourceTree(List.of(module), "").folder("migrations").packageName()).isEqualTo("migrations");
	}

	@ParameterizedTest
	@CsvSource({
			// A project that has no class yet
			"src/main/kotlin/, src/main/kotlin/com/example/dogs/migrations",
			"src/main/java/ src/main/kotlin/, src/main/java/com/example/dogs/migrations",
			// The application's own package
			"src/main/java/ src/main/kotlin/com/example/dogs/App.kt, src/main/kotlin/com/example/dogs/migrations",
			"src/main/java/com/example/dogs/sub/A.java src/main/kotlin/com/example/dogs/App.kt, "
					+ "src/main/kotlin/com/example/dogs/migrations",
			"src/main/java/com/example/dogs/App.java src/main/kotlin/com/example/dogs/sub/A.kt, "
					+ "src/main/java/com/example/dogs/migrations",
			"src/main/java/com/example/dogs/App.java src/main/kotlin/com/example/dogs/App.kt, "
					+ "src/main/java/com/example/dogs/migrations",
			// The last migration
			"src/main/java/com/example/dogs/App.java src/main/kotlin/com/example/dogs/migrations/M1A.kt, "
					+ "src/main/kotlin/com/example/dogs/migrations",
			"src/main/java/com/example/dogs/migrations/M1A.java src/main/kotlin/com/example/dogs/migrations/M2B.kt, "
					+ "src/main/kotlin/com/example/dogs/migrations",
			"src/main/java/com/example/dogs/migrations/M2B.java src/main/kotlin/com/example/dogs/migrations/M1A.kt, "
					+ "src/main/java/com/example/dogs/migrations",
			// Kotlin without the folders that all packages have in common
			"src/main/kotlin/App.kt, src/main/kotlin/migrations",
			"src/main/java/ src/main/kotlin/App.kt, src/main/kotlin/migrations",
			// A module
			"src/main/java/ module/src/main/kotlin/com/example/dogs/App.kt, "
					+ "module/src/main/kotlin/com/example/dogs/migrations",
			"module/src/main/java/com/example/dogs/sub/A.java module/src/main/kotlin/, "
					+ "module/src/main/java/com/example/dogs/migrations", })
	void classIsWrittenBesideThoseOfItsLanguage(String files, String folder) throws IOException {
		for (String name : files.split(" ")) {
			Path file = this.directory.resolve(name);
			Files.createDirectories(name.endsWith("/") ? file : file.getParent());
			if (!name.endsWith("/")) {
				Files.createFile(file);
			}
		}
		SourceFolder found = new SourceTree(List.of(this.directory, this.directory.resolve("module")),
				"com.example.dogs")
			.folder("migrations");
		assertThat(found.path()).isEqualTo(this.directory.resolve(folder));
		assertThat(found.packageName()).isEqualTo("com.example.dogs.migrations");
		assertThat(found.language()).isEqualTo(folder.contains("kotlin") ? SourceLanguage.KOTLIN : SourceLanguage.JAVA);
	}

	@Test
	void generateWritesKotlinWhereTheApplicationIsWrittenInIt() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/kotlin"));
		assertThat(this.shell.run("generate-migration", "𝒳", "dogs")).isZero();
		assertThat(Path.of(this.shell.out().strip())).content()
			.contains("package com.example.dogs.migrations\n", "override fun migrate(context: MigrationContext) {")
			.containsPattern("class `M\\d{12}𝒳Dogs` : MongoMigration \\{")
			.doesNotContain(";");
		assertThat(this.shell.run("generate-query-set", "awesome", "dogs")).isZero();
		assertThat(Path.of(this.shell.out().strip()))
			.isEqualTo(this.directory.resolve("src/main/kotlin/com/example/dogs/querysets/AwesomeDogs.kt"))
			.content()
			.contains("@QuerySet(\"awesome-dogs\")", "class AwesomeDogs : MongoQuerySet {",
					"override fun select(context: QuerySetContext) {");
	}

	@Test
	void packageOfKotlinCanHoldItsKeywords() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main/kotlin"));
		Path file = new SourceTree(List.of(this.directory), "in.example.object").folder("migrations")
			.write("A", "1_a", Map.of(SourceLanguage.KOTLIN, "package %s %s %s"));
		assertThat(file).hasContent("package `in`.example.`object`.migrations 1_a A");
	}

	@Test
	void initWritesExamplesThatChangeNothing() throws IOException {
		assertThat(this.shell.run("init")).isEqualTo(2);
		assertThat(this.shell.err()).contains("There is no folder");
		Files.createDirectories(this.directory.resolve("src/main"));
		assertThat(this.shell.run("init")).isZero();
		Path file = this.directory.resolve("src/main/resources/application-monarch.yml");
		Path launcher = this.directory.resolve("monarch");
		assertThat(this.shell.out().lines()).containsExactly(file.toString(), launcher.toString());
		assertThat(launcher).isExecutable();
		assertThat(properties(Files.readString(file))).isEmpty();
		assertThat(this.shell.run("init")).isEqualTo(2);
		assertThat(this.shell.err()).contains("application-monarch.yml exists already");
		Files.delete(launcher);
		assertThat(this.shell.run("init")).isZero();
		assertThat(this.shell.out().strip()).isEqualTo(launcher.toString());
	}

	@Test
	void initWritesAFileThatItsOwnerAloneCanRead() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main"));
		Path real = Files.createDirectory(this.directory.resolve("elsewhere"));
		Files.createSymbolicLink(this.directory.resolve("src/main/resources"), real);
		assertThat(this.shell.run("init")).isZero();
		assertThat(Files.getPosixFilePermissions(real.resolve("application-monarch.yml")))
			.isEqualTo(PosixFilePermissions.fromString("rw-------"));
	}

	@Test
	void initExamplesAreValidWhenUncommented() throws IOException {
		Files.createDirectories(this.directory.resolve("src/main"));
		this.shell.run("init", "--output", "json");
		String text = Files.readString(Path.of(String.valueOf(((Map<?, ?>) this.shell.json()).get("path"))));
		String examples = text.substring(text.indexOf("\n\n"))
			.lines()
			.map((line) -> line.replaceFirst("^# ?", ""))
			.collect(Collectors.joining("\n"));
		assertThat(properties(examples)).containsEntry("monarch.environments.production.protection", "guarded")
			.containsEntry("monarch.environments.development.uri", "mongodb://localhost:27017/shop")
			.containsEntry("monarch.backups.local.directory", "backups");
	}

	private Path generate(String... words) throws IOException {
		GenerateMigrationCommand command = new GenerateMigrationCommand(
				new SourceTree(List.of(this.directory), "com.example.dogs"), CLOCK);
		CommandRegistry registry = new CommandRegistry(new HashSet<>(List.of(command)));
		AdminCommand found = AdminCommands.find(registry, "generate");
		found.run(Stream.concat(Stream.of("--"), Stream.of(words)).toList(),
				new Session(new Output(nothing(), Screen.NONE, nothing(), Screen.NONE, Highlighter.NONE), null));
		try (Stream<Path> files = Files.walk(this.directory)) {
			return files.filter(Files::isRegularFile).findFirst().orElseThrow();
		}
	}

	private static PrintWriter nothing() {
		return new PrintWriter(Writer.nullWriter());
	}

	private void compile(Path file) {
		int code = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-Xlint:all", "-Werror", "-encoding", "UTF-8", "-proc:none", "-d",
					this.directory.toString(), "-cp", System.getProperty("java.class.path"), file.toString());
		assertThat(code).isZero();
	}

	private static Map<Object, Object> properties(String yaml) {
		YamlPropertiesFactoryBean factory = new YamlPropertiesFactoryBean();
		factory.setResources(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
		return factory.getObject();
	}

}
