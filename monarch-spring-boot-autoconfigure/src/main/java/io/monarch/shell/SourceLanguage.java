package io.monarch.shell;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A language that an application can be written in.
 */
enum SourceLanguage {

	JAVA("java", "java", Set.of()),

	/** Its hard keywords can be parts of a package that Java allows. */
	KOTLIN("kotlin", "kt", Set.of("as", "fun", "in", "is", "object", "typealias", "typeof", "val", "var", "when"));

	private final String folder;

	private final String extension;

	private final Set<String> quoted;

	SourceLanguage(String folder, String extension, Set<String> quoted) {
		this.folder = folder;
		this.extension = extension;
		this.quoted = quoted;
	}

	/**
	 * Return the folder of its sources below {@code src/main}.
	 */
	String folder() {
		return this.folder;
	}

	/**
	 * Return what the names of its files end with, with the dot.
	 */
	String extension() {
		return "." + this.extension;
	}

	/**
	 * Write the name of a package in this language.
	 */
	String packageName(String name) {
		return Arrays.stream(name.split("\\."))
			.map((part) -> this.quoted.contains(part) ? "`" + part + "`" : part)
			.collect(Collectors.joining("."));
	}

	/**
	 * Write the name of a class in this language.
	 */
	String className(String name) {
		boolean plain = this != KOTLIN || name.chars().noneMatch((unit) -> Character.isSurrogate((char) unit));
		return plain ? name : "`" + name + "`";
	}

}
