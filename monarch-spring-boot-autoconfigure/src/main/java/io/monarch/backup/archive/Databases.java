package io.monarch.backup.archive;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Picks the database that is restored from a dump of one or more.
 */
final class Databases {

	/** Those of the server's own, which a dump of all of it holds too. */
	private static final Set<String> OWN = Set.of("admin", "config", "local");

	private Databases() {
	}

	static boolean isOwn(String database) {
		return OWN.contains(database);
	}

	/**
	 * Return the database that was asked for, or the only one that can be restored.
	 * @param backup the name of the dump
	 * @param all the databases that it holds
	 * @param wanted the one that was asked for, or {@code null}
	 * @return the name, or {@code null} if it holds none that can be restored
	 * @throws MonarchException if it does not hold what was asked for, or several
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
	 * Require that a backup of one database, whose name it says or not, is of the one
	 * that was asked for.
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
