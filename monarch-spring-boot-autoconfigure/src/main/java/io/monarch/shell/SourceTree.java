package io.monarch.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The sources of the application, into which new files are written and nothing is ever
 * overwritten.
 *
 * @param roots the folders to look in for {@code src/main}, the likeliest first
 * @param basePackage the package of the application's class
 */
public record SourceTree(List<Path> roots, String basePackage) {

	private static final Path MAIN = Path.of("src", "main");

	/**
	 * Find the folder for a new class. Its language is that of the existing classes, or
	 * otherwise that of the application's own package.
	 * @param subPackage the package below the application's
	 * @return the folder, which may not exist yet
	 */
	SourceFolder folder(String subPackage) {
		return folder(subPackage, null);
	}

	/**
	 * Find the folder for a new class in a language.
	 * @param subPackage the package below the application's
	 * @param wanted the language, or {@code null} for that of the application
	 * @return the folder, which may not exist yet
	 */
	SourceFolder folder(String subPackage, @Nullable SourceLanguage wanted) {
		String packageName = this.basePackage.isEmpty() ? subPackage : this.basePackage + "." + subPackage;
		List<Candidate> candidates = this.roots.stream()
			.flatMap((root) -> Arrays.stream(SourceLanguage.values()).map((language) -> candidate(root, language)))
			.flatMap(Optional::stream)
			.filter((candidate) -> wanted == null || candidate.language() == wanted)
			.toList();
		Candidate best = candidates.stream()
			.max(Comparator.comparing((Candidate candidate) -> candidate.newest(subPackage))
				.thenComparing(Candidate::holdsClasses)
				.thenComparing(Candidate::holdsPackage)
				.thenComparing((candidate) -> -candidates.indexOf(candidate)))
			.orElseThrow(() -> missing(
					(wanted != null) ? "src/main/" + wanted.folder() : "src/main/java or src/main/kotlin"));
		return new SourceFolder(best.folder().resolve(subPackage), best.language(), packageName);
	}

	private Optional<Candidate> candidate(Path root, SourceLanguage language) {
		Path sources = root.resolve(MAIN).resolve(language.folder());
		if (!Files.isDirectory(sources)) {
			return Optional.empty();
		}
		Path folder = sources.resolve(this.basePackage.replace('.', '/'));
		Candidate usual = new Candidate(folder, language);
		// Kotlin lets a project leave out the folders of the package that all have.
		Candidate flat = new Candidate(sources, language);
		return Optional
			.of((language == SourceLanguage.KOTLIN && !usual.holdsPackage() && flat.holdsClasses()) ? flat : usual);
	}

	/**
	 * Write a resource for secrets, which only its owner can read.
	 * @param name its name
	 * @param text its text
	 * @return its path
	 */
	Path writeResource(String name, String text) {
		Path resources = MAIN.resolve("resources");
		return write(find(resources, MAIN).resolve(resources).resolve(name), text, "rw-------");
	}

	/**
	 * Write a script that everyone can run, beside {@code src}.
	 * @param name its name
	 * @param text its text
	 * @return its path
	 */
	Path writeScript(String name, String text) {
		return write(find(MAIN, MAIN).resolve(name), text, "rwxr-xr-x");
	}

	private Path find(Path best, Path enough) {
		for (Path wanted : List.of(best, enough)) {
			for (Path root : this.roots) {
				if (Files.isDirectory(root.resolve(wanted))) {
					return root;
				}
			}
		}
		throw missing(enough.toString());
	}

	private MonarchException missing(String folder) {
		return new MonarchException(Kind.BAD_INPUT, "There is no folder " + folder + " in " + this.roots.get(0) + ".",
				"Run the command in the folder of the application's sources.");
	}

	static Path write(Path file, String text, @Nullable String permissions) {
		try {
			Path folder = Objects.requireNonNull(file.getParent());
			if (!Files.isDirectory(folder)) { // which can be a link
				Files.createDirectories(folder);
			}
			Files.createFile(file, attributes(permissions));
			writeNew(file, text);
			return file;
		}
		catch (FileAlreadyExistsException ex) {
			throw existing(file);
		}
		catch (IOException ex) {
			throw new MonarchException(Kind.FAILED, file + " cannot be written: " + ex.getClass().getSimpleName() + ".",
					"Check the rights of the folder and the space on its disk.", ex);
		}
	}

	static MonarchException existing(Path file) {
		return new MonarchException(Kind.BAD_INPUT, file + " exists already, and is not overwritten.",
				"Edit it, or move it away first.");
	}

	/**
	 * Write a new file, or none, since a part of a file would block the next attempt.
	 */
	private static void writeNew(Path file, String text) throws IOException {
		try {
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			Files.deleteIfExists(file);
			throw ex;
		}
	}

	private static FileAttribute<?>[] attributes(@Nullable String permissions) {
		return (permissions != null && FileSystems.getDefault().supportedFileAttributeViews().contains("posix"))
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

	/**
	 * The folder of the application's package in one language.
	 */
	private record Candidate(Path folder, SourceLanguage language) {

		/**
		 * Return the greatest name of a class in a package below, empty without one.
		 */
		String newest(String subPackage) {
			return classes(this.folder.resolve(subPackage)).max(Comparator.naturalOrder()).orElse("");
		}

		boolean holdsClasses() {
			return classes(this.folder).findAny().isPresent();
		}

		boolean holdsPackage() {
			return Files.isDirectory(this.folder);
		}

		private Stream<String> classes(Path directory) {
			String[] names = directory.toFile()
				.list((parent, name) -> name.endsWith(this.language.extension()) && !name.startsWith("package-info"));
			return (names != null) ? Arrays.stream(names) : Stream.empty();
		}

	}

}
