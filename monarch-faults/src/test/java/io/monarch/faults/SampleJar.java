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

	static final String MAIN = "io.monarch.sample.SampleApplication";

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	/** Processes are short and many, so nothing is compiled for long. */
	private static final List<String> FAST = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
			"-Xshare:auto", "-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=error:stderr");

	private final Path folder;

	private final Path jar = Path.of("..", "monarch-sample-app", "target", "monarch-sample-app.jar")
		.toAbsolutePath()
		.normalize();

	private final Path migrations;

	/** What makes the archive of the classes, or uses it. */
	private final String archive;

	private SampleJar(Path folder, String archiving) {
		this.folder = folder;
		this.migrations = folder.resolve("migrations.jar");
		this.archive = archiving + folder.resolve("classes.jsa");
	}

	/**
	 * Unpack the jar. The first process of it that is not packed and ends by itself
	 * leaves an archive of the classes that it has loaded.
	 */
	static SampleJar unpack(Path folder) throws Exception {
		SampleJar jar = new SampleJar(folder, "-XX:ArchiveClassesAtExit=");
		jar.packMigrations();
		run(folder, List.of(java(), "-Djarmode=tools", "-jar", jar.jar.toString(), "extract", "--destination",
				folder.resolve("app").toString()));
		return jar;
	}

	/**
	 * Return the jar with the archive that was left.
	 */
	SampleJar trained() {
		return new SampleJar(this.folder, "-XX:SharedArchiveFile=");
	}

	/**
	 * The test's migrations are found by a property of Spring Boot.
	 */
	private void packMigrations() throws IOException {
		Path classes = Path.of("target", "test-classes");
		try (OutputStream file = Files.newOutputStream(this.migrations);
				JarOutputStream output = new JarOutputStream(file)) {
			for (String name : List.of("io/", "io/monarch/", "io/monarch/faults/", "io/monarch/faults/migrations/",
					"io/monarch/faults/batches/")) {
				output.putNextEntry(new JarEntry(name));
			}
			for (String added : List.of("io/monarch/faults/migrations", "io/monarch/faults/batches",
					"io/monarch/autoconfigure")) {
				try (Stream<Path> found = Files.list(classes.resolve(added))) {
					for (Path type : found.toList()) {
						output.putNextEntry(new JarEntry(classes.relativize(type).toString()));
						output.write(Files.readAllBytes(type));
					}
				}
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
	 * @param temporary the folder for temporary files
	 * @param main the class to run where it is not packed
	 */
	List<String> command(boolean packed, Path temporary, String main) {
		List<String> command = new ArrayList<>(List.of(java()));
		command.addAll(FAST);
		command.add("-Djava.io.tmpdir=" + temporary);
		if (packed) {
			command.addAll(List.of("-Dloader.path=" + this.migrations, "-cp", this.jar.toString(), LAUNCHER));
		}
		else {
			command.addAll(List.of(this.archive, "-cp", classPath(), main));
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
