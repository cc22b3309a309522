package io.monarch.rehearsal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.Secrets;

/**
 * Writes the report of a rehearsal to a file: a page that needs no network and no
 * scripts.
 */
public final class RehearsalReport {

	private final Path file;

	private final Path named;

	private RehearsalReport(Path file, Path named) {
		this.file = file;
		this.named = named;
	}

	/**
	 * Create a report, and check that its file can be written, before anything is
	 * rehearsed.
	 * @param file the file, which is replaced if it exists
	 * @return the report
	 * @throws MonarchException if the file cannot be written
	 */
	public static RehearsalReport to(Path file) {
		if (file.toString().isBlank()) {
			throw new MonarchException(Kind.BAD_INPUT, "The report cannot be written: the name of the file is empty.",
					"Nothing was run. Name a file, such as rehearsal.html.");
		}
		RehearsalReport report = new RehearsalReport(resolve(file), file);
		// A device or a pipe would be replaced by a file.
		if (Files.exists(report.file) && !Files.isRegularFile(report.file)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The report cannot be written: " + file + " is "
							+ (Files.isDirectory(report.file) ? "a folder." : "no ordinary file."),
					"Nothing was run. Name a file, such as rehearsal.html.");
		}
		try {
			Files.delete(report.part());
		}
		catch (IOException | RuntimeException ex) {
			throw unwritable(file, ex);
		}
		return report;
	}

	/**
	 * Return the file.
	 * @return the file, as it was named
	 */
	public Path file() {
		return this.named;
	}

	/**
	 * Write it. A reader sees the old file or the new one, and no part of either.
	 * @param result what it reports
	 * @throws MonarchException if it cannot be written
	 */
	public void write(RehearsalResult result) {
		try {
			Path part = part();
			try {
				Files.writeString(part, Secrets.hide(ReportPage.of(result)), StandardCharsets.UTF_8);
				Files.move(part, this.file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
			}
			finally {
				Files.deleteIfExists(part);
			}
		}
		catch (IOException ex) {
			throw unwritable(this.file, ex);
		}
	}

	/**
	 * Follow a link, which the report would replace otherwise.
	 */
	private static Path resolve(Path file) {
		try {
			return Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
		}
		catch (IOException ex) {
			throw unwritable(file, ex);
		}
	}

	private Path part() throws IOException {
		Path folder = this.file.getParent();
		if (folder == null || this.file.getFileName() == null) {
			throw new IOException("it is not the name of a file");
		}
		return Files.createTempFile(folder, "." + this.file.getFileName(), ".part");
	}

	private static String reason(Exception cause) {
		String reason = (cause instanceof FileSystemException failure) ? failure.getReason() : cause.getMessage();
		return cause.getClass().getSimpleName() + ((reason != null) ? ", " + reason : "");
	}

	private static MonarchException unwritable(Path file, Exception cause) {
		return new MonarchException(Kind.BAD_INPUT,
				"The report cannot be written to " + file + ": " + reason(cause) + ".",
				"Name a file in a folder that exists and in which you may create files.", cause);
	}

}
