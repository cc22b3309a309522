package io.monarch.rehearsal;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import io.monarch.environment.MonarchException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ReportPage} and {@link RehearsalReport}.
 */
class ReportPageTests {

	private static final String HOSTILE = "<script>alert(1)</script>\"'&\u0007\u202e]]>";

	private static final Pattern BAR = Pattern.compile("left: min\\((.+)%, 100% - 3px\\); width: (.+)%");

	@TempDir
	Path folder;

	@Test
	void pageIsWellFormedAndNeedsNoNetwork() throws Exception {
		String page = ReportPage.of(result());
		Document document = parse(page);
		assertThat(document.getElementsByTagName("script").getLength()).isZero();
		assertThat(document.getElementsByTagName("link").getLength()).isZero();
		assertThat(document.getElementsByTagName("img").getLength()).isZero();
		assertThat(document.getElementsByTagName("i").getLength()).isEqualTo(3);
		assertThat(document.getElementsByTagName("h3").item(1).getTextContent())
			.startsWith("<script>alert(1)</script>");
		assertThat(page).doesNotContain("http://", "https://", "url(", "@import", "\u0007", "\u202e");
	}

	@Test
	void barsAreHtmlSoThatTextKeepsItsSizeOnANarrowScreen() throws Exception {
		String page = ReportPage.of(result(60));
		Document document = parse(page);
		assertThat(document.getElementsByTagName("svg").getLength()).isZero();
		NodeList bars = document.getElementsByTagName("i");
		assertThat(bars.getLength()).isEqualTo(61);
		for (int i = 0; i < bars.getLength(); i++) {
			Matcher style = BAR.matcher(((Element) bars.item(i)).getAttribute("style"));
			assertThat(style.matches()).isTrue();
			assertThat(Double.parseDouble(style.group(1)) + Double.parseDouble(style.group(2))).isBetween(0.1, 100.02);
		}
	}

	@Test
	void rowLinksToTheSectionOfItsMigration() throws Exception {
		Document document = parse(ReportPage.of(result(60)));
		NodeList links = document.getElementsByTagName("a");
		NodeList sections = document.getElementsByTagName("h3");
		assertThat(links.getLength()).isEqualTo(60);
		assertThat(sections.getLength()).isEqualTo(60);
		for (int i = 0; i < links.getLength(); i++) {
			assertThat(((Element) links.item(i)).getAttribute("href"))
				.isEqualTo("#" + ((Element) sections.item(i)).getAttribute("id"));
			assertThat(links.item(i).getTextContent()).isEqualTo(sections.item(i).getTextContent());
		}
	}

	@Test
	void idMayBreakAfterAnUnderscore() {
		assertThat(ReportPage.of(result())).contains("202611231015_<wbr/>index_<wbr/>dogs_<wbr/>by_<wbr/>owner</a>");
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

	private static Document parse(String page) throws Exception {
		return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(page)));
	}

	static RehearsalResult result(int migrations) {
		List<RehearsedMigration> all = IntStream.range(0, migrations)
			.mapToObj((i) -> new RehearsedMigration(
					"2026112310%02d_".formatted(i) + "copy_the_address_of_each_owner_".repeat(3).substring(0, 87), true,
					null, Duration.ofMillis(1200 + i * 100L), Duration.ofMillis(100), Duration.ofSeconds(i), List.of(),
					List.of(), List.of(), Duration.ZERO, null, Survival.TRANSACTIONAL, List.of()))
			.toList();
		return new RehearsalResult("production", "development", "MongoDB 6.0.5", Instant.EPOCH, Duration.ofMillis(1200),
				20_000, false, all, List.of(), List.of(), null);
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
