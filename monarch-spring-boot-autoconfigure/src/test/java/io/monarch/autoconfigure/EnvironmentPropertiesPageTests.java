package io.monarch.autoconfigure;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.monarch.testsupport.GeneratedSection;
import org.junit.jupiter.api.Test;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the table in {@code docs/environments.md} to the properties of an environment.
 * The metadata has none of them, since they are values of a map; what they are is said in
 * their source. Written anew with {@code -Dmonarch.docs.write=true}.
 */
class EnvironmentPropertiesPageTests {

	private static final Pattern FIELD = Pattern
		.compile("/\\*\\*([^/]*?)\\*/\\s*private (?:[\\w<>@\\[\\] ]+) (\\w+)(?: = [^;]*)?;");

	@Test
	void pageIsCurrent() throws IOException {
		Map<String, String> properties = properties();
		assertThat(properties.keySet()).containsExactlyInAnyOrderElementsOf(names());
		String table = properties.entrySet()
			.stream()
			.map((property) -> "| `" + property.getKey() + "` | " + property.getValue() + " |")
			.collect(Collectors.joining("\n", "| Property | |\n|---|---|\n", "\n"));
		GeneratedSection section = new GeneratedSection("environments.md", "environment properties");
		if (Boolean.getBoolean("monarch.docs.write")) {
			section.write(table);
		}
		else {
			assertThat(section.read()).as("write it anew with -Dmonarch.docs.write=true").isEqualTo(table.strip());
		}
	}

	private static Map<String, String> properties() throws IOException {
		String source = Files.readString(Path.of("src", "main", "java")
			.resolve(EnvironmentProperties.class.getName().replace('.', '/') + ".java"));
		int ssl = source.indexOf("class Ssl");
		Map<String, String> properties = new LinkedHashMap<>();
		Matcher field = FIELD.matcher(source);
		while (field.find()) {
			properties.put(((field.start() > ssl) ? "ssl." : "") + DataObjectPropertyName.toDashedForm(field.group(2)),
					field.group(1).replaceAll("\\s*\\R\\s*\\*\\s*", " ").strip());
		}
		return properties;
	}

	private static TreeSet<String> names() {
		return Stream
			.concat(names(EnvironmentProperties.class, "").filter((name) -> !name.equals("ssl")),
					names(EnvironmentProperties.Ssl.class, "ssl."))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Stream<String> names(Class<?> type, String prefix) {
		return Arrays.stream(BeanUtils.getPropertyDescriptors(type))
			.map(PropertyDescriptor::getName)
			.filter((name) -> !name.equals("class"))
			.map((name) -> prefix + DataObjectPropertyName.toDashedForm(name));
	}

}
