package io.monarch.shell;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;

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

	/**
	 * Write a Java file.
	 * @param subPackage the package below the application's
	 * @param className the name of its class
	 * @param text its text
	 * @return its path
	 */
	Path writeJava(String subPackage, String className, String text) {
		Path java = Path.of("src", "main", "java");
		Path own = java.resolve(this.basePackage.replace('.', '/'));
		Path folder = find(own, java).resolve(own).resolve(subPackage);
		try {
			return write(folder.resolve(className + ".java"), text, null);
		}
		catch (InvalidPathException ex) {
			throw new MonarchException(Kind.BAD_INPUT,
					"The file names of this system cannot hold all characters of '" + className + "'.",
					"Use words of ASCII letters, or set the environment variable LC_ALL to a UTF-8 locale.");
		}
	}

	/**
	 * Return the name of a package below the application's.
	 */
	String packageName(String subPackage) {
		return this.basePackage.isEmpty() ? subPackage : this.basePackage + "." + subPackage;
	}

	/**
	 * Write a resource that is to hold secrets, so that its owner alone can read it.
	 * @param name its name
	 * @param text its text
	 * @return its path
	 */
	Path writeResource(String name, String text) {
		Path resources = Path.of("src", "main", "resources");
		return write(find(resources, Path.of("src", "main")).resolve(resources).resolve(name), text, "rw-------");
	}

	/**
	 * Write a script that everyone can run, beside {@code src}.
	 * @param name its name
	 * @param text its text
	 * @return its path
	 */
	Path writeScript(String name, String text) {
		Path main = Path.of("src", "main");
		return write(find(main, main).resolve(name), text, "rwxr-xr-x");
	}

	private Path find(Path best, Path enough) {
		for (Path wanted : List.of(best, enough)) {
			for (Path root : this.roots) {
				if (Files.isDirectory(root.resolve(wanted))) {
					return root;
				}
			}
		}
		throw new MonarchException(Kind.BAD_INPUT, "There is no folder " + enough + " in " + this.roots.get(0) + ".",
				"Run the command in the folder of the application's sources.");
	}

	private static Path write(Path file, String text, @Nullable String permissions) {
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
			throw new MonarchException(Kind.BAD_INPUT, file + " exists already, and is not overwritten.",
					"Edit it, or move it away first.");
		}
		catch (IOException ex) {
			throw new MonarchException(Kind.FAILED, file + " cannot be written: " + ex.getClass().getSimpleName() + ".",
					"Check the rights of the folder and the space on its disk.", ex);
		}
	}

	/**
	 * A part of a file would be in the way of the next try.
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

}
