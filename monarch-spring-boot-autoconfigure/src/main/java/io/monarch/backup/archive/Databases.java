package io.monarch.backup.archive;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Selects the database to restore from a dump of one or more.
 */
final class Databases {

	/** The server's own databases, which a dump of the whole server also contains. */
	private static final Set<String> OWN = Set.of("admin", "config", "local");

	private Databases() {
	}

	static boolean isOwn(String database) {
		return OWN.contains(database);
	}

	/**
	 * Return the requested database, or the only one that can be restored.
	 * @param backup the name of the dump
	 * @param all the databases in it
	 * @param wanted the requested one, or {@code null}
	 * @return the name, or {@code null} if it has none that can be restored
	 * @throws MonarchException if it does not contain the requested one, or has several
	 */
	static @Nullable String pick(String backup, Collection<String> all, @Nullable String wanted) {
		List<String> databases = new TreeSet<>(all).stream().filter((each) -> !isOwn(each)).toList();
		String shown = "Backup '" + FileNames.printable(backup) + "' holds ";
		String list = FileNames.printable(String.join(", ", databases));
		if (wanted != null) {
			if (!databases.contains(wanted)) {
				throw new MonarchException(Kind.BAD_INPUT,
						shown + "no database '" + FileNames.printable(wanted) + "' that can be restored.",
						databases.isEmpty() ? "It holds none." : "It holds " + list + ".");
			}
			return wanted;
		}
		if (databases.size() > 1) {
			throw new MonarchException(Kind.BAD_INPUT, shown + "several databases: " + list + ".",
					"Nothing was changed. Pick one of them, such as --database " + databases.get(0) + ".");
		}
		return databases.isEmpty() ? null : databases.get(0);
	}

	/**
	 * Require that a backup of one database, whose name may not be recorded, is of the
	 * requested one.
	 */
	static void require(String backup, @Nullable String database, @Nullable String wanted) {
		if (wanted != null && !wanted.equals(database)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Backup '" + FileNames.printable(backup) + "' holds one database"
							+ ((database != null) ? ", '" + FileNames.printable(database) + "'" : "") + ".",
					"Leave out --database.");
		}
	}

}
