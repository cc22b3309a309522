package io.monarch.shell;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * The folder of a package in which a new class is written.
 *
 * @param path the folder, which may not exist yet
 * @param language the language of the classes beside it
 * @param packageName the name of the package
 */
record SourceFolder(Path path, SourceLanguage language, String packageName) {

	/**
	 * Write a class.
	 * @param className its name
	 * @param id the id in its annotation
	 * @param texts the text by language, with placeholders for the package, the id and
	 * the name of the class, in this order
	 * @return its file
	 */
	Path write(String className, String id, Map<SourceLanguage, String> texts) {
		String text = Objects.requireNonNull(texts.get(this.language))
			.formatted(this.language.packageName(this.packageName), id, this.language.className(className));
		try {
			return SourceTree.write(this.path.resolve(className + this.language.extension()), text, null);
		}
		catch (InvalidPathException ex) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The file names of this system cannot hold all characters of '" + className + "'.",
					"Use words of ASCII letters, or set the environment variable LC_ALL to a UTF-8 locale.");
		}
	}

}
