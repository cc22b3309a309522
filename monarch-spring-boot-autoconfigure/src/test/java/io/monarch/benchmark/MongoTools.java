package io.monarch.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.monarch.testsupport.TestReplicaSet;

/**
 * The tools of MongoDB itself, where the machine has them, as what Monarch is compared
 * with. They are no part of the build: {@code -Dmonarch.benchmark.tools} names the folder
 * with {@code mongodump} and {@code mongorestore}.
 */
final class MongoTools {

	static final String DUMP = "`mongodump --gzip --archive`";

	static final String RESTORE = "`mongorestore --gzip --archive`";

	static final String PIPE = "`mongodump --archive` into `mongorestore --archive`";

	private static final String RENAMED = " --nsFrom 'source.*' --nsTo 'copy.*'";

	private final Path tools;

	private final String uri;

	private final Path folder;

	MongoTools(TestReplicaSet server, Path folder) {
		this.tools = Path.of(System.getProperty("monarch.benchmark.tools", "tools"));
		this.uri = " --quiet --uri '" + server.uri() + "'";
		this.folder = folder;
	}

	static boolean isThere() {
		return System.getProperty("monarch.benchmark.tools") != null;
	}

	void dump() {
		run(dump("--gzip --archive=" + archive()));
	}

	void restore() {
		run(restore("--gzip --archive=" + archive()));
	}

	void pipe() {
		run(dump("--archive") + " | " + restore("--archive"));
	}

	/**
	 * Return how large the last dump is.
	 */
	long size() {
		try {
			return Files.size(archive());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String version() {
		try {
			Process process = new ProcessBuilder(this.tools.resolve("mongodump").toString(), "--version").start();
			return new String(process.getInputStream().readAllBytes()).lines().findFirst().orElse("?");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path archive() {
		return this.folder.resolve("dump.gz");
	}

	private String dump(String options) {
		return this.tools.resolve("mongodump") + this.uri + " --db source " + options;
	}

	private String restore(String options) {
		return this.tools.resolve("mongorestore") + this.uri + RENAMED + " " + options;
	}

	private void run(String command) {
		List<String> shell = new ArrayList<>(List.of("bash", "-o", "pipefail", "-c", command));
		try {
			int exit = new ProcessBuilder(shell).directory(this.folder.toFile()).inheritIO().start().waitFor();
			if (exit != 0) {
				throw new IllegalStateException("'" + command + "' ended with " + exit);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
