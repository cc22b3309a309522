package io.monarch.conversion;

import java.util.List;

/**
 * A parsed source.
 *
 * @param text its text
 * @param kotlin whether it is written in Kotlin rather than Java
 * @param packageName its package, empty for the unnamed one
 * @param imports its imports, without the keyword and the semicolon
 * @param classes the classes that it declares
 */
record SourceFile(String text, boolean kotlin, String packageName, List<String> imports, List<SourceClass> classes) {

	String text(int start, int end) {
		return this.text.substring(start, end);
	}

}
