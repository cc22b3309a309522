package io.monarch.autoconfigure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.monarch.testsupport.GeneratedSection;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/properties.md} to what the properties are. Written anew with
 * {@code -Dmonarch.docs.write=true}.
 */
class PropertiesPageTests {

	@Test
	void pageIsCurrent() {
		GeneratedSection section = new GeneratedSection("properties.md", "properties");
		if (Boolean.getBoolean("monarch.docs.write")) {
			section.write(table());
		}
		else {
			assertThat(section.read()).as("write it anew with -Dmonarch.docs.write=true").isEqualTo(table().strip());
		}
	}

	private static String table() {
		StringBuilder table = new StringBuilder("| Property | Default | |\n|---|---|---|\n");
		properties().forEach((property) -> table.append("| `")
			.append(property.getString("name"))
			.append("` | ")
			.append(standard(property.get("defaultValue", (Object) "").toString()))
			.append(" | ")
			.append(property.getString("description"))
			.append(allowed(property.getString("type")))
			.append(" |\n"));
		return table.toString();
	}

	private static String allowed(String type) {
		Class<?> resolved = ClassUtils.isPresent(type, null) ? ClassUtils.resolveClassName(type, null) : Object.class;
		return resolved.isEnum() ? Arrays.stream(resolved.getEnumConstants())
			.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
			.collect(Collectors.joining(", ", " One of ", ".")) : "";
	}

	private static String standard(String value) {
		return value.isEmpty() ? "" : "`" + value + "`";
	}

	private static List<Document> properties() {
		return ConfigurationMetadataTests.read()
			.getList("properties", Document.class)
			.stream()
			.sorted(Comparator.comparing((property) -> property.getString("name")))
			.toList();
	}

}
