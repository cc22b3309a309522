package io.monarch.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The sample's jar, and how it is started: as it is, or unpacked by Spring Boot's own
 * tool and with an archive of its classes, which starts in a third of the time.
 */
final class SampleJar {

	private static final String MAIN = "io.monarch.sample.SampleApplication";

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	/** Processes are short and many, so nothing is compiled for long. */
	private static final List<String> FAST = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr");

	private final Path folder;

	private final Path jar = Path.of("target", "monarch-sample-app.jar").toAbsolutePath();

	private final Path migrations;

	private final Path archive;

	private SampleJar(Path folder) {
		this.folder = folder;
		this.migrations = folder.resolve("migrations.jar");
		this.archive = folder.resolve("classes.jsa");
	}

	static SampleJar unpack(Path folder) throws Exception {
		SampleJar jar = new SampleJar(folder);
		jar.packMigrations();
		run(folder, List.of(java(), "-Djarmode=tools", "-jar", jar.jar.toString(), "extract", "--destination",
				folder.resolve("app").toString()));
		return jar;
	}

	/**
	 * Run a command that leaves an archive of the classes it has loaded.
	 * @param arguments the command and what is configured
	 */
	void train(List<String> arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(FAST);
		command.addAll(List.of("-XX:ArchiveClassesAtExit=" + this.archive, "-cp", classPath(), MAIN, "monarch"));
		command.addAll(arguments);
		run(this.folder, command);
	}

	/**
	 * The test's migrations are found by a property of Spring Boot.
	 */
	private void packMigrations() throws IOException {
		Path classes = Path.of("target", "test-classes");
		try (OutputStream file = Files.newOutputStream(this.migrations);
				JarOutputStream output = new JarOutputStream(file);
				Stream<Path> found = Files.list(classes.resolve("io/monarch/faults/migrations"))) {
			for (String name : List.of("io/", "io/monarch/", "io/monarch/faults/", "io/monarch/faults/migrations/")) {
				output.putNextEntry(new JarEntry(name));
			}
			for (Path type : found.toList()) {
				output.putNextEntry(new JarEntry(classes.relativize(type).toString()));
				output.write(Files.readAllBytes(type));
			}
		}
	}

	private static void run(Path folder, List<String> command) throws Exception {
		Path log = folder.resolve("unpack.log");
		int exit = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start()
			.waitFor();
		if (exit != 0) {
			throw new IllegalStateException(command + " ended with " + exit + ": " + Files.readString(log));
		}
	}

	/**
	 * Return the beginning of a command line, to be followed by arguments.
	 * @param packed whether to start the jar as it is
	 */
	List<String> command(boolean packed) {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(FAST);
		if (packed) {
			command.addAll(List.of("-Dloader.path=" + this.migrations, "-cp", this.jar.toString(), LAUNCHER));
		}
		else {
			if (Files.exists(this.archive)) {
				command.add("-XX:SharedArchiveFile=" + this.archive);
			}
			command.addAll(List.of("-cp", classPath(), MAIN));
		}
		return command;
	}

	private String classPath() {
		return this.folder.resolve("app").resolve(this.jar.getFileName()) + ":" + this.migrations;
	}

	static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

}
