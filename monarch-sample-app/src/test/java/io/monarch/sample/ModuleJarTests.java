package io.monarch.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is beside the classes in the jars that users depend on.
 */
class ModuleJarTests {

	@Test
	void jarsHaveAModuleNameAndTheLicence() throws IOException {
		for (String module : List.of("autoconfigure", "starter")) {
			try (JarFile jar = new JarFile(
					target(module).resolve("monarch-spring-boot-" + module + "-0.1.0-SNAPSHOT.jar").toFile())) {
				assertThat(jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
					.isEqualTo("io.monarch." + module);
				assertThat(jar.getEntry("META-INF/LICENSE")).as("the licence in %s", jar.getName()).isNotNull();
			}
		}
	}

	/**
	 * A build that is offline makes no bill of materials.
	 */
	@Test
	void billOfMaterialsListsWhatTheStarterBrings() throws IOException {
		Path bill = target("starter").resolve("bom.json");
		assertThat(Files.exists(bill) || System.getProperty("monarch.test.maven.mode").equals("offline=true"))
			.as("there is %s", bill)
			.isTrue();
		if (Files.exists(bill)) {
			assertThat(Document.parse(Files.readString(bill)).getList("components", Document.class))
				.extracting((component) -> component.getString("name"))
				.contains("monarch-spring-boot-autoconfigure", "mongodb-driver-sync", "spring-shell-core", "zstd-jni");
		}
	}

	private static Path target(String module) {
		return Path.of("..", "monarch-spring-boot-" + module, "target");
	}

}
