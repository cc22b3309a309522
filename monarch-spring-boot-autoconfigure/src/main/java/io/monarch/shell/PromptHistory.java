package io.monarch.shell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import io.monarch.environment.Secrets;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.impl.history.DefaultHistory;
import org.jspecify.annotations.Nullable;

/**
 * The lines that a user has typed, in a file that nobody else can read, without those
 * that may hold a secret.
 */
final class PromptHistory extends DefaultHistory {

	private static final int LINES = 1000;

	/** A name that says that its value is one. */
	private static final Pattern NAMED = Pattern.compile(
			"(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|auth|key|pin|cvc|iban)[\\w.-]*[\"']?\\s*[=:]",
			Pattern.CASE_INSENSITIVE);

	/** The user-info of any URI, and how the secrets of well-known services begin. */
	private static final Pattern KNOWN = Pattern
		.compile("://[^\\s/]*@|\\b(?:AKIA|ASIA|ghp_|gho_|github_pat_|glpat-|sk_live_|xox[abp]-|eyJ[\\w-]{8,}\\.)");

	private static final Pattern VALUE = Pattern.compile("=[\"']?([^\\s\"'=]{16,})");

	/** Object ids, UUIDs, numbers and dates, which are long and no secrets. */
	private static final Pattern PLAIN = Pattern
		.compile("[0-9a-f]{24}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}" + "|[\\d.:+TZ-]+");

	private final @Nullable Path file;

	/**
	 * Create a history.
	 * @param file where it is kept, or {@code null} to keep it nowhere
	 */
	PromptHistory(@Nullable Path file) {
		this.file = file;
	}

	/**
	 * Return the file of a user and an application, as the platform wants it.
	 * @param application the name of the application, or an empty text
	 * @param variables the variables of the process
	 */
	static Path file(String application, Map<String, String> variables) {
		Path state = Path.of(System.getProperty("user.home"), ".local", "state");
		String configured = variables.get((File.separatorChar == '\\') ? "LOCALAPPDATA" : "XDG_STATE_HOME");
		if (configured != null && Path.of(configured).isAbsolute()) {
			state = Path.of(configured);
		}
		String name = application.replaceAll("[^\\p{Alnum}._-]", "_");
		return state.resolve("monarch").resolve(name.isEmpty() ? "history" : name + ".history");
	}

	/**
	 * Let a reader use it.
	 * @return why it is not kept in its file, or {@code null} if it is
	 */
	@Nullable String configure(LineReaderBuilder reader) {
		reader.history(this);
		if (this.file == null) {
			return null;
		}
		Path folder = Objects.requireNonNull(this.file.toAbsolutePath().getParent());
		try {
			Files.createDirectories(folder);
			if (!Files.exists(this.file)) {
				Files.createFile(this.file);
			}
			protect(folder, "rwx------");
			protect(this.file, "rw-------");
		}
		catch (IOException ex) {
			return ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
		reader.variable(LineReader.HISTORY_FILE, this.file).variable(LineReader.HISTORY_FILE_SIZE, LINES);
		return null;
	}

	@Override
	public void add(Instant time, String line) {
		if (!mayHoldSecret(line)) {
			super.add(time, line);
		}
	}

	/**
	 * Load what there is, or put it aside and begin anew where it cannot be understood.
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
	 * Save, and protect what may have been made anew to be shorter.
	 */
	@Override
	public void save() throws IOException {
		super.save();
		if (this.file != null && Files.exists(this.file)) {
			protect(this.file, "rw-------");
		}
	}

	/**
	 * Tell whether a line may hold a secret. Rather one line too many is forgotten.
	 */
	static boolean mayHoldSecret(String line) {
		return !Secrets.hide(line).equals(line) || NAMED.matcher(line).find() || KNOWN.matcher(line).find()
				|| VALUE.matcher(line).results().anyMatch((match) -> isMixed(match.group(1)));
	}

	/**
	 * Tell whether a value is long and of many kinds of characters, as nobody types it.
	 */
	private static boolean isMixed(String value) {
		boolean letters = value.chars().anyMatch(Character::isLetter);
		boolean digits = value.chars().anyMatch(Character::isDigit);
		return letters && digits && !PLAIN.matcher(value).matches();
	}

	private static void protect(Path path, String permissions) throws IOException {
		PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
		if (view != null) { // elsewhere the home of a user is protected anyway
			view.setPermissions(PosixFilePermissions.fromString(permissions));
		}
	}

}
