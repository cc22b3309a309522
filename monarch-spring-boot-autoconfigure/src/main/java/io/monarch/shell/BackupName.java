package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.monarch.backup.BackupEntry;
import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.Backups;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * Finds the backup that is meant by {@code latest}, or by {@code latest@} and the name of
 * an environment.
 */
final class BackupName {

	static final String LATEST = "latest";

	private static final String OF = LATEST + "@";

	private BackupName() {
	}

	/**
	 * Return the name of the backup that is meant, and print it. A backup or a path with
	 * the name takes precedence.
	 * @param typed a name, a path, or {@code latest}
	 * @param session prints the name
	 * @throws MonarchException if there is none
	 */
	static String find(String typed, Backups backups, Session session) {
		if (!isLatest(typed) || isPath(typed) || backups.names().contains(typed)) {
			return typed;
		}
		BackupEntry latest = latest(typed, backups, session);
		session.inform("'" + typed + "' is backup " + latest.name() + " of environment '" + latest.environment() + "', "
				+ Sizes.time(latest.createdAt(), Instant.now()) + part(latest) + ".");
		return latest.name();
	}

	/**
	 * Refuse {@code latest} for a command that must not affect the next backup when it is
	 * repeated.
	 * @param typed a name, or {@code latest}
	 */
	static void requireExact(String typed, Backups backups, Session session) {
		if (isLatest(typed) && !backups.names().contains(typed)) {
			throw new MonarchException(Kind.BAD_INPUT, "A backup is deleted only by its own name, not as '" + typed
					+ "'. That is now " + latest(typed, backups, session).name() + ".", "Type the name.");
		}
	}

	private static boolean isLatest(String typed) {
		return typed.equals(LATEST) || typed.startsWith(OF);
	}

	private static BackupEntry latest(String typed, Backups backups, Session session) {
		String environment = typed.equals(LATEST) ? null : typed.substring(OF.length());
		List<BackupEntry> all;
		try (Ticker unused = Ticker.of(session, "Looking at the backups")) {
			all = backups.list(); // the newest first
		}
		return all.stream()
			.filter((entry) -> entry.state() == State.COMPLETE)
			.filter((entry) -> environment == null || environment.equals(entry.environment()))
			.findFirst()
			.orElseThrow(() -> none(environment, all, backups));
	}

	private static String part(BackupEntry entry) {
		return (entry.querySet() != null) ? ", only the selection of query set '" + entry.querySet() + "' selects" : "";
	}

	private static MonarchException none(@Nullable String environment, List<BackupEntry> all, Backups backups) {
		List<String> known = all.stream().map(BackupEntry::environment).filter(Objects::nonNull).distinct().toList();
		return new MonarchException(Kind.BAD_INPUT,
				"There is no complete backup " + ((environment != null) ? "of environment '" + environment + "' " : "")
						+ "in " + backups.description() + "."
						+ ((environment != null) ? NearestName.question(environment, known) : ""),
				"See 'monarch list-backups'. To restore a backup of another tool, type its name alone.");
	}

	/**
	 * Tell whether a file or a folder exists at a path.
	 */
	static boolean isPath(String typed) {
		try {
			return Files.exists(Path.of(typed));
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

}
