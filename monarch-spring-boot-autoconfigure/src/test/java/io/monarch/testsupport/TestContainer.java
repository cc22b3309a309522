package io.monarch.testsupport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container, where a Docker engine answers.
 */
final class TestContainer {

	private TestContainer() {
	}

	/**
	 * Ask the engine itself: that a client is installed says nothing.
	 */
	static boolean isAvailable() {
		String host = System.getenv("DOCKER_HOST");
		if (host != null && !host.startsWith("unix://")) {
			return !host.isBlank();
		}
		Path socket = Path.of((host != null) ? host.substring("unix://".length()) : "/var/run/docker.sock");
		if (!Files.exists(socket)) {
			return false;
		}
		try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			return channel.connect(UnixDomainSocketAddress.of(socket));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Start a replica set of one member, which Testcontainers ends with this process.
	 * @return its URI
	 */
	@SuppressWarnings("resource")
	static String start(String image) {
		if (!isAvailable()) {
			throw new IllegalStateException("The image " + image + " is only to be had as a container, and no Docker "
					+ "engine answers at DOCKER_HOST or /var/run/docker.sock. Start one, or unset "
					+ MongoVersion.PROPERTY + ".");
		}
		MongoDBContainer container = new MongoDBContainer(image).withReplicaSet();
		container.start();
		return container.getReplicaSetUrl("admin").replace("/admin", "/");
	}

	/**
	 * Copy a file out of an image, for the tests that kill and stop their servers.
	 */
	static void copy(MongoVersion version, String file, Path target, List<String> tried) throws IOException {
		if (!isAvailable()) {
			tried.add("a container of " + version.image()
					+ ", but no Docker engine answers at DOCKER_HOST or /var/run/docker.sock");
			return;
		}
		try (GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(version.image()))
			.withCommand("sleep", "600")) {
			container.start();
			Path temporary = target.resolveSibling(target.getFileName() + ".part");
			container.copyFileFromContainer(file, temporary.toString());
			if (!temporary.toFile().setExecutable(true)) {
				throw new IOException("Cannot make " + temporary + " executable");
			}
			Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
		}
	}

}
