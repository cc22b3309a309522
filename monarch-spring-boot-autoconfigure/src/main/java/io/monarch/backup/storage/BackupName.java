package io.monarch.backup.storage;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The name of a backup: {@code <base>__yyyy_MM_dd[_n].dmp.zip}, as for the Python
 * monarch.
 */
final class BackupName {

	private static final Pattern BASE = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,99}");

	private static final Pattern NAME = Pattern.compile(BASE + "__\\d{4}_\\d\\d_\\d\\d(?:_\\d+)?\\.dmp\\.zip");

	/** Less strict than {@link #NAME}: a name can be escaped. */
	private static final Pattern DAY = Pattern.compile(".*__(\\d{4}_\\d\\d_\\d\\d)(?:_\\d+)?\\.dmp\\.zip",
			Pattern.DOTALL);

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy_MM_dd");

	private BackupName() {
	}

	/**
	 * Create a name.
	 * @param number the number of the backup on that day, from 1
	 * @throws MonarchException if the base cannot be a part of a name
	 */
	static String of(String base, LocalDate date, int number) {
		if (!BASE.matcher(base).matches()) {
			String shown = base.replaceAll("\\p{Cntrl}", "?");
			throw new MonarchException(Kind.BAD_INPUT,
					"A backup cannot be named '" + ((shown.length() > 60) ? shown.substring(0, 60) + "..." : shown)
							+ "'.",
					"Use letters, digits, '.', '_' and '-', beginning with a letter or digit, 100 at most: --name <base>.");
		}
		return base + "__" + DATE.format(date) + ((number > 1) ? "_" + number : "") + ".dmp.zip";
	}

	/**
	 * Tell whether {@link #of} can create a name.
	 */
	static boolean isOne(String name) {
		return NAME.matcher(name).matches();
	}

	/**
	 * Return the day in a name, or {@code null} if there is none.
	 */
	static @Nullable LocalDate day(String name) {
		Matcher matcher = DAY.matcher(name);
		try {
			return matcher.matches() ? LocalDate.parse(matcher.group(1), DATE) : null;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
