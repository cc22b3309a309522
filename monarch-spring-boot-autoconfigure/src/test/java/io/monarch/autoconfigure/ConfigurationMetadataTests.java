package io.monarch.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an editor knows of the properties.
 */
class ConfigurationMetadataTests {

	private final Document metadata = read();

	@Test
	void everyPropertyIsDescribedInASentence() {
		assertThat(properties()).hasSizeGreaterThan(15)
			.allSatisfy((property) -> assertThat(property.getString("description")).as(property.getString("name"))
				.isNotNull()
				.endsWith("."));
	}

	@Test
	void propertiesOfAllPartsAreThere() {
		assertThat(properties()).extracting((property) -> property.getString("name"))
			.contains("monarch.environment", "monarch.environments", "monarch.migration.trigger",
					"monarch.migration.lock.lease", "monarch.backups.local.directory", "monarch.backups.s3.bucket",
					"monarch.masks.key", "management.endpoint.monarch.access", "management.health.monarch.enabled");
	}

	@Test
	void namesOfEnvironmentsAreHinted() {
		assertThat(this.metadata.getList("hints", Document.class)).extracting((hint) -> hint.getString("name"))
			.contains("monarch.environments.keys", "monarch.environment");
	}

	private List<Document> properties() {
		return this.metadata.getList("properties", Document.class);
	}

	static Document read() {
		try (InputStream input = MonarchProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return Document.parse(new String(input.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
