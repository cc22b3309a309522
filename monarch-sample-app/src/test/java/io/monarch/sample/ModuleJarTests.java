package io.monarch.sample;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;

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

	/**
	 * Tomcat brings one, and so does what Spring Shell needs.
	 */
	@Test
	void applicationHasOneExpressionLanguage() throws IOException {
		List<String> holders = new ArrayList<>();
		try (JarFile jar = new JarFile(Path.of("target", "monarch-sample-app.jar").toFile())) {
			for (JarEntry library : Collections.list(jar.entries())) {
				if (library.getName().endsWith(".jar")
						&& holds(jar.getInputStream(library), "jakarta/el/ExpressionFactory.class")) {
					holders.add(library.getName());
				}
			}
		}
		assertThat(holders).singleElement().asString().contains("/tomcat-embed-el-");
	}

	private static boolean holds(InputStream library, String name) throws IOException {
		try (JarInputStream entries = new JarInputStream(library)) {
			for (JarEntry entry = entries.getNextJarEntry(); entry != null; entry = entries.getNextJarEntry()) {
				if (entry.getName().equals(name)) {
					return true;
				}
			}
			return false;
		}
	}

	private static Path target(String module) {
		return Path.of("..", "monarch-spring-boot-" + module, "target");
	}

}
