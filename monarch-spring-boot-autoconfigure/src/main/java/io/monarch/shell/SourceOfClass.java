package io.monarch.shell;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.monarch.conversion.ChangeUnits.Neighbors;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The source of a class of the application.
 *
 * @param path its file
 * @param language its language
 * @param text its contents
 */
record SourceOfClass(Path path, SourceLanguage language, String text) implements Neighbors {

	/**
	 * Find a source.
	 * @param name the path of the file, or the name of the class with its package
	 * @param roots the folders to look in
	 * @throws MonarchException if there is none
	 */
	static SourceOfClass find(String name, List<Path> roots) {
		try {
			Path found = Arrays.stream(SourceLanguage.values())
				.filter((language) -> name.endsWith(language.extension()))
				.findFirst()
				.map((language) -> file(name, roots))
				.orElseGet(() -> ofClass(name, roots));
			if (found != null) {
				return read(found);
			}
		}
		catch (InvalidPathException ex) {
			// No file has such a name.
		}
		throw new MonarchException(Kind.BAD_INPUT, "There is no source of '" + name + "' in " + roots.get(0) + ".",
				"Name the class with its package, such as com.example.changes.InitUsers, or the path of its source "
						+ "file, and run the command in the folder of the application's sources.");
	}

	private static @Nullable Path file(String name, List<Path> roots) {
		return Stream.concat(Stream.of(Path.of("")), roots.stream())
			.map((root) -> root.resolve(name))
			.filter(Files::isRegularFile)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Path ofClass(String name, List<Path> roots) {
		for (Path root : roots) {
			for (SourceLanguage language : SourceLanguage.values()) {
				Path sources = root.resolve(Path.of("src", "main", language.folder()));
				Path usual = sources.resolve(name.replace('.', '/') + language.extension());
				Optional<Path> found = Files.isRegularFile(usual) ? Optional.of(usual)
						: search(sources, name, language);
				if (found.isPresent()) {
					return found.get();
				}
			}
		}
		return null;
	}

	/**
	 * Kotlin lets a source be in any folder.
	 */
	private static Optional<Path> search(Path sources, String name, SourceLanguage language) {
		if (!Files.isDirectory(sources)) {
			return Optional.empty();
		}
		int dot = name.lastIndexOf('.');
		String file = name.substring(dot + 1) + language.extension();
		Pattern declaration = Pattern
			.compile("(?m)^\\s*package\\s+" + Pattern.quote(name.substring(0, Math.max(dot, 0))));
		try (Stream<Path> files = Files.walk(sources)) {
			return files.filter((path) -> String.valueOf(path.getFileName()).equals(file))
				.filter((path) -> dot < 0 || declaration.matcher(read(path).text()).find())
				.sorted()
				.findFirst();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static SourceOfClass read(Path path) {
		SourceLanguage language = path.toString().endsWith(SourceLanguage.KOTLIN.extension()) ? SourceLanguage.KOTLIN
				: SourceLanguage.JAVA;
		try {
			return new SourceOfClass(path, language, Files.readString(path).replace("\r\n", "\n"));
		}
		catch (MalformedInputException ex) {
			throw new MonarchException(Kind.BAD_INPUT, path + " is not written in UTF-8.",
					"Convert it to UTF-8, and repeat this.");
		}
		catch (IOException ex) {
			throw new MonarchException(Kind.FAILED, path + " cannot be read: " + ex.getClass().getSimpleName() + ".",
					"Check the rights of the file.", ex);
		}
	}

	@Override
	public @Nullable String source(String className) {
		Path file = folder().resolve(className + this.language.extension());
		return Files.isRegularFile(file) ? read(file).text() : null;
	}

	@Override
	public List<String> all() {
		return all(folder(), this.language, this.path);
	}

	/**
	 * Return the sources in a folder, which may not exist.
	 */
	static List<String> all(Path folder, SourceLanguage language) {
		return all(folder, language, null);
	}

	private static List<String> all(Path folder, SourceLanguage language, @Nullable Path except) {
		String[] names = Objects.requireNonNullElse(folder.toFile().list(), new String[0]);
		Arrays.sort(names);
		List<String> sources = new ArrayList<>();
		for (String name : names) {
			if (name.endsWith(language.extension()) && (except == null || !except.endsWith(name))) {
				sources.add(read(folder.resolve(name)).text());
			}
		}
		return sources;
	}

	private Path folder() {
		return Objects.requireNonNull(this.path.toAbsolutePath().getParent());
	}

}
