package io.monarch.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import io.monarch.testsupport.GeneratedSection;
import io.monarch.testsupport.TestReplicaSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures the start of an application with migrations, and of a command, beside that of
 * an empty application with Data MongoDB, from the start of the process to its end.
 */
class StartBenchmark {

	private static final int ROUNDS = Integer.getInteger("monarch.benchmark.rounds", 5);

	private static final String EMPTY = "an empty application with Data MongoDB";

	private static final String COMMAND = "`monarch list-environments`";

	private static final String PREPARED_EMPTY = "an empty application, prepared";

	private static final String PREPARED_COMMAND = "`./monarch list-environments`";

	/** What the script that `monarch init` writes passes. */
	private static final List<String> SHORT_RUN = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-Xlog:disable");

	/** Not in what is timed: to ask the JVM for its memory takes time too. */
	private static final List<String> TELL_MEMORY = List.of("-Xmx256m", "-Dtell.memory=true");

	/** What spring-boot-starter-data-mongodb brings. */
	private static final Pattern BOOT = Pattern.compile("spring-boot-(?:[\\d.]+|autoconfigure-.*|data-commons-.*"
			+ "|data-mongodb-.*|mongodb-.*|persistence-.*|transaction-.*)"
			+ "|spring-(?:aop|beans|context|core|expression|tx|data-commons|data-mongodb)-[\\d.]+"
			+ "|(?:bson|bson-record-codec|mongodb-driver-core|mongodb-driver-sync|slf4j-api|snakeyaml)-[\\d.]+"
			+ "|(?:jul-to-slf4j|log4j-api|log4j-to-slf4j|logback-classic|logback-core|commons-logging)-[\\d.]+"
			+ "|(?:micrometer-commons|micrometer-observation|jakarta\\.annotation-api|jspecify)-[\\d.]+");

	/** What monarch-spring-boot-starter adds. */
	private static final Pattern STARTER = Pattern
		.compile("(?:spring-shell-core(?!-autoconfigure)|spring-shell-jline|jline|spring-messaging"
				+ "|ST4|antlr-runtime|commons-compress|commons-io|commons-lang3|commons-codec|zstd-jni|hibernate-validator"
				+ "|jakarta\\.validation-api|jakarta\\.el(?:-api)?|classmate|jboss-logging)-.*");

	private static final Pattern MEMORY = Pattern.compile("memory: heap (\\d+) MB, resident (\\d+) MB");

	@TempDir
	private Path folder;

	@Test
	void starts() throws Exception {
		Predicate<String> boot = (name) -> BOOT.matcher(name).matches();
		String empty = classPath(boot);
		String starter = classPath(boot.or((name) -> STARTER.matcher(name).matches() || name.equals("classes")));
		Measurements measurements = new Measurements();
		Map<Integer, Path> applications = new TreeMap<>();
		for (int migrations : List.of(0, 100, 1000)) {
			applications.put(migrations, compile(migrations, starter));
		}
		Path without = applications.get(0);
		StringBuilder memory = new StringBuilder("| | peak heap | peak resident |\n|---|---|---|\n");
		try (TestReplicaSet server = TestReplicaSet.start(1)) {
			memory.append(memory(EMPTY, start(TELL_MEMORY, without, empty, server, 0)));
			applications.forEach((migrations, classes) -> {
				String applies = memory("with the starter that applies " + migrations + " migrations",
						start(TELL_MEMORY, classes, starter, server, migrations));
				memory.append((migrations > 0) ? applies : "");
			});
			applications.forEach((migrations, classes) -> memory
				.append(memory(withMigrations(migrations), start(TELL_MEMORY, classes, starter, server, migrations))));
			memory.append(
					memory(COMMAND, start(TELL_MEMORY, without, starter, server, 0, "monarch", "list-environments")));
			Path jar = jar("app", without);
			String jars = starter.replace(classes(starter), jar("starter", Path.of(classes(starter))).toString());
			List<String> preparedEmpty = prepare("empty", jar, empty, server);
			List<String> preparedCommand = prepare("command", jar, jars, server, "monarch", "list-environments");
			for (int i = 0; i < ROUNDS; i++) {
				measurements.run(PREPARED_EMPTY, () -> start(preparedEmpty, jar, empty, server, 0));
				measurements.run(PREPARED_COMMAND,
						() -> start(preparedCommand, jar, jars, server, 0, "monarch", "list-environments"));
				measurements.run(EMPTY, () -> start(List.of(), without, empty, server, 0));
				applications.forEach((migrations, classes) -> measurements.run(withMigrations(migrations),
						() -> start(List.of(), classes, starter, server, migrations)));
				measurements.run(COMMAND,
						() -> start(List.of(), without, starter, server, 0, "monarch", "list-environments"));
			}
		}
		StringBuilder page = new StringBuilder("| | ratio of medians (least–most) | medians |\n|---|---|---|\n");
		applications.keySet()
			.forEach((migrations) -> page.append(row(measurements, withMigrations(migrations), EMPTY)));
		page.append(row(measurements, COMMAND, EMPTY));
		page.append(row(measurements, PREPARED_COMMAND, PREPARED_EMPTY));
		page.append(
				"\nOne start each with `-Xmx256m`; the heap is the sum of what each of its parts had at most, garbage included:\n\n")
			.append(memory);
		System.out.println(page);
		if (Boolean.getBoolean("monarch.figures.write")) {
			new GeneratedSection("design/figures.md", "starts").write(page.toString());
		}
	}

	private static String withMigrations(int migrations) {
		return "with the starter and " + migrations + " applied migrations";
	}

	private static String memory(String job, String output) {
		Matcher matcher = MEMORY.matcher(output);
		assertThat(matcher.find()).as(output).isTrue();
		return "| %s | %s MB | %s MB |%n".formatted(job, matcher.group(1), matcher.group(2));
	}

	/** Without the memory, which is that of this process. */
	private static String row(Measurements measurements, String job, String floor) {
		return measurements.row(job, floor).replaceFirst("\\| \\d+ MB \\| \\d+ MB \\|", "|");
	}

	/**
	 * Compile an application with migrations, outside the folders of the tests, where
	 * there is what other tests configure.
	 */
	private Path compile(int migrations, String classPath) throws IOException {
		Path sources = this.folder.resolve("sources" + migrations).resolve("app");
		Files.createDirectories(sources);
		Files.writeString(sources.resolve("App.java"),
				"""
						package app;

						import java.io.IOException;
						import java.lang.management.ManagementFactory;
						import java.lang.management.MemoryType;
						import java.nio.file.Files;
						import java.nio.file.Path;

						import org.springframework.boot.SpringApplication;
						import org.springframework.boot.autoconfigure.SpringBootApplication;

						@SpringBootApplication
						public class App {

							public static void main(String[] arguments) {
								if (Boolean.getBoolean("tell.memory")) {
									Runtime.getRuntime().addShutdownHook(new Thread(App::tellMemory));
								}
								SpringApplication.run(App.class, arguments);
							}

							private static void tellMemory() {
								long heap = ManagementFactory.getMemoryPoolMXBeans()
									.stream()
									.filter((pool) -> pool.getType() == MemoryType.HEAP)
									.mapToLong((pool) -> pool.getPeakUsage().getUsed())
									.sum();
								System.out.println("memory: heap " + (heap >> 20) + " MB, resident " + (resident() >> 10) + " MB");
							}

							private static long resident() {
								try {
									return Files.readAllLines(Path.of("/proc/self/status"))
										.stream()
										.filter((line) -> line.startsWith("VmHWM:"))
										.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")))
										.findFirst()
										.orElse(0);
								}
								catch (IOException ex) {
									return 0; // not on Linux
								}
							}

						}
						""");
		for (int i = 0; i < migrations; i++) {
			Files.writeString(sources.resolve("M%04d.java".formatted(i)), """
					package app;

					import io.monarch.migration.*;

					@Migration("%1$04d_write")
					class M%1$04d implements MongoMigration {

						@Override
						public void migrate(MigrationContext context) {
							context.database().getCollection("written").insertOne(new org.bson.Document("_id", %1$d));
						}

					}
					""".formatted(i));
		}
		Path classes = Files.createDirectories(this.folder.resolve("classes" + migrations));
		List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-cp", classPath, "-proc:none"));
		try (Stream<Path> files = Files.list(sources)) {
			files.map(Path::toString).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
		return classes;
	}

	private String start(List<String> options, Path classes, String classPath, TestReplicaSet server, int migrations,
			String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(options);
		command.addAll(List.of("-cp", classes + File.pathSeparator + classPath, "app.App"));
		command.addAll(List.of(arguments));
		Path output = this.folder.resolve("output");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("SPRING_MONGODB_URI", server.uri("started" + migrations));
		try {
			Process process = builder.start();
			assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(() -> String.join(" ", command)).isZero();
			assertThat(output).content().contains((arguments.length > 0) ? "the application's own" : "Started App");
			return Files.readString(output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Record the classes of a start, as the script does for a jar. Folders are not taken.
	 */
	private List<String> prepare(String name, Path jar, String classPath, TestReplicaSet server, String... arguments) {
		boolean aot = Runtime.version().feature() >= 25;
		String archive = this.folder.resolve(name + ".archive").toString();
		start(with((aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive), jar, classPath, server, 0,
				arguments);
		return with((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive);
	}

	private static List<String> with(String option) {
		List<String> options = new ArrayList<>(SHORT_RUN);
		options.add(option);
		return options;
	}

	private static String classes(String classPath) {
		return Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator)))
			.filter((entry) -> Files.isDirectory(Path.of(entry)))
			.findFirst()
			.orElseThrow();
	}

	private Path jar(String name, Path classes) throws IOException {
		Path jar = this.folder.resolve(name + ".jar");
		try (JarOutputStream output = new JarOutputStream(Files.newOutputStream(jar));
				Stream<Path> files = Files.walk(classes)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				output.putNextEntry(new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
				Files.copy(file, output);
			}
		}
		return jar;
	}

	private static String classPath(Predicate<String> taken) {
		// Surefire starts this process from a jar with nothing but a class path in it.
		String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return String.join(File.pathSeparator,
				Arrays.stream(all.split(Pattern.quote(File.pathSeparator)))
					.filter((entry) -> taken.test(Path.of(entry).getFileName().toString().replaceFirst("\\.jar$", "")))
					.toList());
	}

}
