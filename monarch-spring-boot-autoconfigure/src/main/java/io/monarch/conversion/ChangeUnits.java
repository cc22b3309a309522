package io.monarch.conversion;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Turns the change units and change sets of a source into migrations.
 */
public final class ChangeUnits {

	private ChangeUnits() {
	}

	/**
	 * Convert a source.
	 * @param name the name of the source, for errors
	 * @param text the source
	 * @param target the place of the migrations
	 * @return a migration for each change, in the order in which Mongock runs them
	 * @throws MonarchException if it has no change, or cannot be read
	 */
	public static List<ConvertedMigration> convert(String name, String text, Target target) {
		List<Change> changes;
		SourceFile file;
		try {
			file = SourceParser.parse(text, target.kotlin());
			changes = new ChangeFinder(file).changes();
		}
		catch (MalformedSourceException | IndexOutOfBoundsException ex) {
			throw new MonarchException(Kind.BAD_INPUT, name + " cannot be parsed: its brackets do not match.",
					"Correct it until it compiles, then run this again.");
		}
		if (changes.isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					name + " has no change unit: no class with @ChangeUnit and a method with @Execution, and no "
							+ "@ChangeLog with a @ChangeSet.",
					"Name the source of a change unit, or of a change log.");
		}
		List<ConvertedMigration> converted = new ArrayList<>();
		Set<String> taken = new HashSet<>();
		List<Change> others = new ArrayList<>(changes);
		target.neighbors().all().forEach((source) -> others.addAll(changesOf(source, target)));
		for (Change change : changes) {
			ConvertedMigration migration = new ChangeConversion(change, target, changes.size() > 1, others)
				.convert(taken);
			taken.add(migration.className());
			converted.add(migration);
		}
		return List.copyOf(converted);
	}

	/**
	 * Find the neighboring changes. One that cannot be read is ignored.
	 */
	private static List<Change> changesOf(String source, Target target) {
		try {
			return new ChangeFinder(SourceParser.parse(source, target.kotlin())).changes();
		}
		catch (MalformedSourceException | IndexOutOfBoundsException ex) {
			return List.of();
		}
	}

	/**
	 * The place of the migrations.
	 *
	 * @param kotlin whether the source is written in Kotlin rather than Java
	 * @param packageName the package of the migrations
	 * @param time the prefix of ids of changes without an order
	 * @param words the words of the name of a single migration, or {@code null} for those
	 * of its former id
	 * @param neighbors finds the other sources of the package
	 * @param existing the sources of the migrations in that package
	 */
	public record Target(boolean kotlin, String packageName, String time, @Nullable List<String> words,
			Neighbors neighbors, List<String> existing) {

	}

	/**
	 * Finds the other sources of the package.
	 */
	public interface Neighbors {

		/**
		 * Return the source of a class in the same package.
		 * @param className its name
		 * @return the source, or {@code null} where there is none
		 */
		@Nullable String source(String className);

		/**
		 * Return the sources of all classes in the same package.
		 * @return the sources
		 */
		List<String> all();

	}

}
