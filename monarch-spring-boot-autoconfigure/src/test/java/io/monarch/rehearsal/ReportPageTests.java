package io.monarch.rehearsal;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

import io.monarch.environment.MonarchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ReportPage} and {@link RehearsalReport}.
 */
class ReportPageTests {

	private static final String HOSTILE = "<script>alert(1)</script>\"'&\u0007\u202e]]>";

	@TempDir
	Path folder;

	@Test
	void pageIsWellFormedAndNeedsNoNetwork() throws Exception {
		String page = ReportPage.of(result());
		Document document = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(page)));
		assertThat(document.getElementsByTagName("script").getLength()).isZero();
		assertThat(document.getElementsByTagName("link").getLength()).isZero();
		assertThat(document.getElementsByTagName("img").getLength()).isZero();
		assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
		assertThat(document.getElementsByTagName("h3").item(1).getTextContent())
			.startsWith("<script>alert(1)</script>");
		assertThat(page).doesNotContain("http://", "https://", "url(", "@import", "\u0007", "\u202e");
	}

	@Test
	void reportReplacesTheFileAsAWhole() throws Exception {
		Path file = this.folder.resolve("report.html");
		Files.writeString(file, "old");
		RehearsalReport report = RehearsalReport.to(file);
		assertThat(file).hasContent("old");
		report.write(result());
		assertThat(Files.readString(file)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
		try (var files = Files.list(this.folder)) {
			assertThat(files).containsExactly(file);
		}
	}

	@Test
	void unwritableFileIsRefusedFirst() {
		assertThatExceptionOfType(MonarchException.class)
			.isThrownBy(() -> RehearsalReport.to(this.folder.resolve("missing").resolve("report.html")))
			.withMessageContaining("cannot be written");
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> RehearsalReport.to(this.folder))
			.withMessageContaining("is a folder");
	}

	static RehearsalResult result() {
		RehearsedMigration good = new RehearsedMigration("202611231015_index_dogs_by_owner", true, null,
				Duration.ofMillis(1300), Duration.ofMillis(900), Duration.ofSeconds(90),
				List.of(new CollectionChange("dogs", 1, 12_345, 0)),
				List.of("created index owner_1 of collection dogs"),
				List.of(new CollectionScan("dogs", "update", "{owner: ?}", 1, 12_345)), Duration.ofMillis(200),
				Duration.ofSeconds(60), Survival.PROVEN, List.of());
		RehearsedMigration bad = new RehearsedMigration(HOSTILE, false, HOSTILE, Duration.ofMillis(2300),
				Duration.ofMillis(400), Duration.ofSeconds(40), List.of(new CollectionChange(HOSTILE, 0, 0, 1)),
				List.of(HOSTILE), List.of(), Duration.ZERO, null, Survival.NONE,
				List.of(new RehearsalWarning(WarningKind.VALUES_LOST, HOSTILE)));
		return new RehearsalResult("production", "development", "MongoDB 6.0.5", Instant.EPOCH, Duration.ofMillis(1200),
				20_000, true, List.of(good, bad), List.of("last"), List.of(HOSTILE), null);
	}

}
