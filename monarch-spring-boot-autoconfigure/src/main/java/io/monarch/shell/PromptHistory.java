package io.monarch.shell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.monarch.environment.Secrets;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.impl.history.DefaultHistory;
import org.jspecify.annotations.Nullable;

/**
 * The lines that a user has typed. All are available until the shell ends. Only lines
 * that a command accepted are stored in a file, which no other user can read.
 */
final class PromptHistory extends DefaultHistory {

	private static final int LINES = 1000;

	private final @Nullable Path file;

	private final Set<String> kept = new HashSet<>();

	/**
	 * Create a history.
	 * @param file its file, or {@code null} for none
	 */
	PromptHistory(@Nullable Path file) {
		this.file = file;
	}

	/**
	 * Return the file of a user and an application, by the conventions of the platform.
	 * @param application the name of the application, or an empty text
	 * @param variables the variables of the process
	 * @return the file, or {@code null} if the locale of the process cannot represent the
	 * name of the user's home
	 */
	static @Nullable Path file(String application, Map<String, String> variables) {
		Path state;
		try {
			state = Path.of(System.getProperty("user.home"), ".local", "state");
			String configured = variables.get((File.separatorChar == '\\') ? "LOCALAPPDATA" : "XDG_STATE_HOME");
			if (configured != null && Path.of(configured).isAbsolute()) {
				state = Path.of(configured);
			}
		}
		catch (InvalidPathException ex) {
			return null;
		}
		String name = application.replaceAll("[^\\p{Alnum}._-]", "_");
		return state.resolve("monarch").resolve(name.isEmpty() ? "history" : name + ".history");
	}

	/**
	 * Attach it to a reader.
	 * @return the reason why it is not stored in its file, or {@code null} if it is
	 */
	@Nullable String configure(LineReaderBuilder reader) {
		reader.history(this).option(LineReader.Option.HISTORY_INCREMENTAL, false);
		if (this.file == null) {
			return null;
		}
		Path folder = Objects.requireNonNull(this.file.toAbsolutePath().getParent());
		try {
			// A folder that exists keeps its permissions, and one can be a link.
			if (!Files.isDirectory(folder)) {
				Files.createDirectories(folder, attributes("rwx------"));
			}
			if (!Files.exists(this.file)) {
				Files.createFile(this.file, attributes("rw-------"));
			}
			protect(this.file);
		}
		catch (IOException ex) {
			return ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
		reader.variable(LineReader.HISTORY_FILE, this.file).variable(LineReader.HISTORY_FILE_SIZE, LINES);
		return null;
	}

	/**
	 * Store a line in the file, unless it contains a parameter: parameters are values of
	 * the data, any of which may be secret.
	 */
	void keep(String line) {
		if (this.file == null || line.contains("--" + CommandSpec.PARAM.name()) || !Secrets.hide(line).equals(line)) {
			return;
		}
		this.kept.add(line.strip());
		try {
			save();
		}
		catch (IOException ex) {
			// reported at the start if the history cannot be stored
		}
	}

	@Override
	public boolean isPersistable(Entry entry) {
		return this.kept.contains(entry.line().strip());
	}

	/**
	 * Load the file, or move it aside and start an empty one if it cannot be read.
	 */
	@Override
	public void load() throws IOException {
		try {
			super.load();
		}
		catch (UncheckedIOException | IllegalArgumentException ex) {
			if (this.file != null) {
				Files.move(this.file, this.file.resolveSibling(this.file.getFileName() + ".damaged"),
						StandardCopyOption.REPLACE_EXISTING);
			}
		}
	}

	/**
	 * Save, and protect the file, which may have been rewritten to shorten it.
	 */
	@Override
	public void save() throws IOException {
		super.save();
		if (this.file != null && Files.exists(this.file)) {
			protect(this.file);
		}
	}

	private static void protect(Path path) throws IOException {
		PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
		if (view != null) { // elsewhere the home of a user is protected anyway
			view.setPermissions(PosixFilePermissions.fromString("rw-------"));
		}
	}

	private static FileAttribute<?>[] attributes(String permissions) {
		return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) }
				: new FileAttribute<?>[0];
	}

}
