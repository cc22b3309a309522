package io.monarch.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.monarch.testsupport.LongTest;
import io.monarch.testsupport.TestReplicaSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks through docs/getting-started.md as a newcomer: the page is the script. The
 * application is made outside of this build, from the starter as it would be installed.
 */
@LongTest
class GettingStartedJarTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final String VERSION = "0.1.0-SNAPSHOT";

	@TempDir
	private Path folder;

	/** Into the local repository, which is not for JUnit to delete. */
	private final List<Path> links = new ArrayList<>();

	@Test
	void newcomerMigratesCopiesBacksUpAndRestoresByThePageAlone() throws Exception {
		Path shop = Files.createDirectory(this.folder.resolve("shop"));
		try (TestReplicaSet server = TestReplicaSet.start(1); MongoClient client = MongoClients.create(server.uri())) {
			ProcessBuilder walk = new ProcessBuilder("python3",
					Path.of("src", "test", "resources", "walk.py").toAbsolutePath().toString(),
					ROOT.resolve("docs").resolve("getting-started.md").toString(), shop.toString(),
					new ConnectionString(server.uri()).getHosts().get(0))
				.redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("walk.log").toFile());
			walk.environment().merge("PATH", maven().toString(), (path, ours) -> ours + ":" + path);
			Process process = walk.start();
			try {
				assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
			}
			finally {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly();
			}
			assertThat(this.folder.resolve("walk.log")).content().contains("walked: 5 files");
			for (String database : List.of("shop", "shop_production", "shop_development")) {
				assertThat(client.getDatabase(database).getCollection("dogs").find())
					.extracting((dog) -> dog.getString("name"))
					.containsExactlyInAnyOrder("Rex", "Bella");
			}
			assertThat(client.getDatabase("shop_development").getCollection("monarch_migrations").find())
				.extracting((record) -> record.getString("state"))
				.containsExactly("COMPLETED", "COMPLETED");
			assertThat(client.getDatabase("shop").getCollection("monarch_migrations").find()).hasSize(1)
				.extracting(Document::toString)
				.allMatch((record) -> record.contains("202601151015_create_dogs"));
		}
	}

	/**
	 * A folder with an {@code mvn} that has what this build has in its local repository,
	 * and the starter.
	 */
	private Path maven() throws IOException {
		Path repository = Files.createDirectory(this.folder.resolve("repository"));
		Path ours = Path.of(System.getProperty("monarch.test.maven.repository"));
		link(ours, repository, "io");
		link(ours.resolve("io"), Files.createDirectory(repository.resolve("io")), "monarch");
		install(repository, ROOT.resolve("pom.xml"), "monarch");
		for (String module : List.of("monarch-spring-boot-autoconfigure", "monarch-spring-boot-starter")) {
			Path installed = install(repository, ROOT.resolve(module).resolve("pom.xml"), module);
			String jar = module + "-" + VERSION + ".jar";
			Files.copy(ROOT.resolve(module).resolve("target").resolve(jar), installed.resolve(jar));
		}
		Path bin = Files.createDirectory(this.folder.resolve("bin"));
		Path mvn = bin.resolve("mvn");
		String offline = System.getProperty("monarch.test.maven.mode").equals("offline=true") ? "-o " : "";
		Files.writeString(mvn, "#!/bin/sh\nexec '" + System.getProperty("monarch.test.maven.home") + "/bin/mvn' "
				+ offline + "-Dmaven.repo.local='" + repository + "' \"$@\"\n");
		Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
		return bin;
	}

	private void link(Path from, Path to, String except) throws IOException {
		try (Stream<Path> children = Files.list(from)) {
			for (Path child : children.toList()) {
				String name = child.getFileName().toString();
				if (!name.equals(except)) {
					this.links.add(Files.createSymbolicLink(to.resolve(name), child));
				}
			}
		}
	}

	@AfterEach
	void unlink() throws IOException {
		for (Path link : this.links) {
			Files.delete(link);
		}
	}

	private static Path install(Path repository, Path pom, String artifact) throws IOException {
		Path folder = Files
			.createDirectories(repository.resolve("io").resolve("monarch").resolve(artifact).resolve(VERSION));
		Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"));
		return folder;
	}

}
