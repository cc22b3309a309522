package io.monarch.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Prints how long {@code monarch list-environments} takes beside the start of an empty
 * application with Data MongoDB, from the start of the process to its end. The figures
 * are printed and not asserted: machines are shared.
 */
class StartFiguresTests {

	private static final int ROUNDS = Integer.getInteger("monarch.test.figures.starts", 1);

	/** What spring-boot-starter-data-mongodb brings. */
	private static final Pattern BOOT = Pattern.compile("spring-boot-(?:[\\d.]+|autoconfigure-.*|data-commons-.*"
			+ "|data-mongodb-.*|mongodb-.*|persistence-.*|transaction-.*)"
			+ "|spring-(?:aop|beans|context|core|expression|tx|data-commons|data-mongodb)-[\\d.]+"
			+ "|(?:bson|bson-record-codec|mongodb-driver-core|mongodb-driver-sync|slf4j-api|snakeyaml)-[\\d.]+"
			+ "|(?:jul-to-slf4j|log4j-api|log4j-to-slf4j|logback-classic|logback-core|commons-logging)-[\\d.]+"
			+ "|(?:micrometer-commons|micrometer-observation|jakarta\\.annotation-api|jspecify)-[\\d.]+");

	/** What monarch-spring-boot-starter adds. */
	private static final Pattern STARTER = Pattern
		.compile("(?:spring-shell-core|spring-shell-jline|jline|spring-messaging"
				+ "|ST4|antlr-runtime|commons-compress|commons-io|commons-lang3|commons-codec|zstd-jni|hibernate-validator"
				+ "|jakarta\\.validation-api|jakarta\\.el(?:-api)?|classmate|jboss-logging)-.*");

	@TempDir
	private Path folder;

	@Test
	void listEnvironmentsBesideAnEmptyApplication() throws Exception {
		copyApplication();
		Predicate<String> boot = (name) -> BOOT.matcher(name).matches();
		String empty = classPath(boot);
		String starter = classPath(boot.or((name) -> STARTER.matcher(name).matches() || name.equals("classes")));
		List<Long> starts = new ArrayList<>();
		List<Long> commands = new ArrayList<>();
		for (int i = -1; i < ROUNDS; i++) {
			long start = time(empty);
			long command = time(starter, "monarch", "list-environments");
			if (i >= 0) { // the first warms the caches of the machine
				starts.add(start);
				commands.add(command);
			}
		}
		System.out.printf(Locale.ROOT,
				"list-environments: %d ms, %.2f x the %d ms of an empty application with Data MongoDB (medians of %d)%n",
				median(commands), (double) median(commands) / median(starts), median(starts), ROUNDS);
	}

	/**
	 * Copy its class alone, since beside it there is what other tests configure.
	 */
	private void copyApplication() throws IOException {
		String name = Empty.class.getName().replace('.', '/') + ".class";
		Path copy = this.folder.resolve(name);
		Files.createDirectories(copy.getParent());
		try (InputStream bytes = Objects.requireNonNull(Empty.class.getResourceAsStream("/" + name))) {
			Files.copy(bytes, copy);
		}
	}

	private long time(String classPath, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						this.folder + File.pathSeparator + classPath, Empty.class.getName()));
		command.addAll(List.of(arguments));
		File output = this.folder.resolve("output").toFile();
		long start = System.nanoTime();
		Process process = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output)
			.start();
		assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
		long millis = (System.nanoTime() - start) / 1_000_000;
		assertThat(process.exitValue()).as(() -> String.join(" ", command)).isZero();
		assertThat(output).content().contains((arguments.length > 0) ? "the application's own" : "Started");
		return millis;
	}

	private static long median(List<Long> millis) {
		return millis.stream().sorted().toList().get(millis.size() / 2);
	}

	private static String classPath(Predicate<String> taken) {
		// Surefire starts this process from a jar with nothing but a class path in it.
		String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return String.join(File.pathSeparator,
				Arrays.stream(all.split(Pattern.quote(File.pathSeparator)))
					.filter((entry) -> taken.test(Path.of(entry).getFileName().toString().replaceFirst("\\.jar$", "")))
					.toList());
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Empty {

		public static void main(String[] args) {
			SpringApplication.run(Empty.class, args);
		}

	}

}
