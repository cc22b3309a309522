package io.monarch.rehearsal;

import java.nio.file.Files;
import java.nio.file.Path;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the file of a {@link RehearsalReport}.
 */
class RehearsalReportTests {

	@TempDir
	Path folder;

	@Test
	void folderIsRefused() {
		assertRefused(this.folder, "is a folder");
	}

	@Test
	void deviceIsRefusedAndStays() {
		assertRefused(Path.of("/dev/null"), "is no ordinary file");
		assertThat(Path.of("/dev/null")).exists();
		assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
	}

	@Test
	void linkToADeviceIsRefusedAndStays() throws Exception {
		Path link = Files.createSymbolicLink(this.folder.resolve("report.html"), Path.of("/dev/null"));
		assertRefused(link, "is no ordinary file");
		assertThat(Files.isSymbolicLink(link)).isTrue();
	}

	@Test
	void emptyNameIsRefused() {
		assertRefused(Path.of(""), "the name of the file is empty");
	}

	@Test
	void missingFolderIsRefused() {
		assertRefused(this.folder.resolve("missing/report.html"), "missing");
	}

	@Test
	void checkLeavesAnExistingFileAndTheTargetOfALinkAsTheyAre() throws Exception {
		Path file = Files.writeString(this.folder.resolve("old.html"), "old");
		Path link = Files.createSymbolicLink(this.folder.resolve("link.html"), file);
		RehearsalReport unused = RehearsalReport.to(link);
		assertThat(file).hasContent("old");
		assertThat(Files.isSymbolicLink(link)).isTrue();
		assertThat(this.folder).isDirectoryNotContaining("glob:**.part");
	}

	private static void assertRefused(Path file, String why) {
		assertThatExceptionOfType(MonarchException.class).isThrownBy(() -> RehearsalReport.to(file))
			.withMessageContaining(why)
			.matches((failure) -> failure.kind() == Kind.BAD_INPUT);
	}

}
