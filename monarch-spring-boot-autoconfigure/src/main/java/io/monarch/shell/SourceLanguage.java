package io.monarch.shell;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A language that an application can be written in.
 */
enum SourceLanguage {

	JAVA("java", "java"),

	KOTLIN("kotlin", "kt");

	/** The hard keywords of Kotlin that can be parts of a package in Java. */
	private static final Set<String> KEYWORDS = Set.of("as", "fun", "in", "is", "object", "typealias", "typeof", "val",
			"var", "when");

	private final String folder;

	private final String extension;

	SourceLanguage(String folder, String extension) {
		this.folder = folder;
		this.extension = extension;
	}

	/**
	 * Return the folder of its sources below {@code src/main}.
	 */
	String folder() {
		return this.folder;
	}

	/**
	 * Return the extension of its files, with the dot.
	 */
	String extension() {
		return "." + this.extension;
	}

	/**
	 * Write the name of a package in this language.
	 */
	String packageName(String name) {
		return Arrays.stream(name.split("\\."))
			.map((part) -> (this == KOTLIN && KEYWORDS.contains(part)) ? "`" + part + "`" : part)
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
