package io.monarch.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@code docs/properties.md} to what the properties are. Written anew with
 * {@code -Dmonarch.docs.write=true}.
 */
class PropertiesPageTests {

	private static final Path PAGE = Path.of("..", "docs", "properties.md");

	private static final String BEGIN = "<!-- properties: written by PropertiesPageTests -->\n";

	private static final String END = "<!-- end of properties -->\n";

	@Test
	void pageIsCurrent() throws IOException {
		String page = Files.readString(PAGE);
		String current = page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + "\n" + table() + "\n"
				+ page.substring(page.indexOf(END));
		if (Boolean.getBoolean("monarch.docs.write")) {
			Files.writeString(PAGE, current);
		}
		else {
			assertThat(page).as("write it anew with -Dmonarch.docs.write=true").isEqualTo(current);
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
			.append(" |\n"));
		return table.toString();
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
