package io.monarch.shell;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

import org.jspecify.annotations.Nullable;

/**
 * Reads the version of a library from the manifest of its jar.
 */
final class LibraryVersion {

	private static final String MANIFEST = "META-INF/MANIFEST.MF";

	private LibraryVersion() {
	}

	/**
	 * Return the version of the library of a class, or {@code null} if it is not known,
	 * as in an application whose classes are all in one jar.
	 * @param type a class of the library
	 * @param attribute the attribute of the manifest that no other library has
	 */
	static @Nullable String of(Class<?> type, Attributes.Name attribute) {
		String file = type.getName().replace('.', '/') + ".class";
		String url = String.valueOf(type.getClassLoader().getResource(file));
		if (!url.endsWith(file)) {
			return null;
		}
		String manifest = url.substring(0, url.length() - file.length()) + MANIFEST;
		try (InputStream stream = URI.create(manifest).toURL().openStream()) {
			return new Manifest(stream).getMainAttributes().getValue(attribute);
		}
		catch (IOException | IllegalArgumentException ex) {
			return null; // not in a jar
		}
	}

}
