package io.monarch.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The one server that the tests of a build share: that of
 * {@code MONARCH_TEST_MONGODB_URI}, else one of the version that is selected, else one in
 * a container where a Docker engine answers, else a {@code mongod} that is started.
 */
final class SharedMongo {

	private static @Nullable String uri;

	private SharedMongo() {
	}

	/**
	 * Return the URI of the server, which is part of a replica set.
	 */
	static synchronized String uri() {
		if (uri == null) {
			String given = System.getenv("MONARCH_TEST_MONGODB_URI");
			Optional<MongoVersion> selected = MongoVersion.selected();
			if (given != null && !given.isBlank()) {
				selected.ifPresent((version) -> version.require(version(given), "MONARCH_TEST_MONGODB_URI"));
				uri = given;
			}
			else {
				uri = selected.map(SharedMongo::of)
					.orElseGet(() -> TestContainer.isAvailable() ? TestContainer.start("mongo:8.0") : process());
			}
		}
		return uri;
	}

	private static String of(MongoVersion version) {
		return (version.wheel() != null) ? process() : TestContainer.start(version.image());
	}

	private static String version(String uri) {
		try (MongoClient client = MongoClients.create(uri)) {
			return client.getDatabase("admin").runCommand(new Document("buildInfo", 1)).getString("version");
		}
	}

	/**
	 * Start a mongod that the later modules of a build use too, and that ends with it.
	 */
	private static String process() {
		ProcessHandle build = build();
		long started = build.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
		Path folder = Path.of(System.getProperty("java.io.tmpdir"),
				"monarch-test-build-" + build.pid() + "-" + started + System.getProperty(MongoVersion.PROPERTY, ""));
		try {
			Files.createDirectories(folder);
			Path state = folder.resolve("uri");
			try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE); var unused = channel.lock()) {
				if (!Files.exists(state)) {
					Files.writeString(state, TestReplicaSet.start(build, 1).uri());
					deleteWith(build, folder);
				}
				return Files.readString(state);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void deleteWith(ProcessHandle build, Path folder) throws IOException {
		new ProcessBuilder("sh", "-c", "while kill -0 \"$1\" 2>/dev/null; do sleep 1; done; rm -rf \"$2\"",
				"monarch-test-watchdog", String.valueOf(build.pid()), folder.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	/**
	 * The process of Maven where it started this one for a module's tests, else this one.
	 */
	private static ProcessHandle build() {
		if (System.getProperty("basedir") == null) {
			return ProcessHandle.current();
		}
		Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
		while (ancestor.isPresent()) {
			if (ancestor.get().info().command().filter((command) -> command.endsWith("/java")).isPresent()) {
				return ancestor.get();
			}
			ancestor = ancestor.get().parent();
		}
		return ProcessHandle.current();
	}

}
