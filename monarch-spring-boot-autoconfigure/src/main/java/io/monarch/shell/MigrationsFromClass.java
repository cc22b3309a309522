package io.monarch.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.monarch.conversion.ChangeUnits;
import io.monarch.conversion.ChangeUnits.Target;
import io.monarch.conversion.ConvertedMigration;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Writes migrations that were change units of Mongock, all or none of them.
 */
final class MigrationsFromClass {

	private final SourceTree sources;

	private final String time;

	/**
	 * Create for one command.
	 * @param time the prefix of ids without an order
	 */
	MigrationsFromClass(SourceTree sources, String time) {
		this.sources = sources;
		this.time = time;
	}

	/**
	 * Convert a class.
	 * @param from the name of the class, or the path of its source
	 * @param name the name of the migration, or {@code null} for that of the change unit
	 */
	CommandResult write(String from, @Nullable NewName name, Session session) {
		SourceOfClass source = SourceOfClass.find(from, this.sources.roots());
		SourceFolder folder = this.sources.folder("migrations", source.language());
		List<ConvertedMigration> converted = ChangeUnits.convert(source.path().toString(), source.text(),
				new Target(source.language() == SourceLanguage.KOTLIN, folder.packageName(), this.time,
						(name != null) ? name.words() : null, source,
						SourceOfClass.all(folder.path(), source.language())));
		if (name != null && converted.size() > 1) {
			throw new MonarchException(Kind.BAD_INPUT,
					source.path() + " has " + converted.size()
							+ " change sets, and each becomes a migration of its own.",
					"Leave out the words: each migration is named by its change set.");
		}
		Map<Path, ConvertedMigration> files = new LinkedHashMap<>();
		converted.forEach((migration) -> files.put(file(folder, migration), migration));
		files.keySet().stream().filter(Files::exists).findFirst().ifPresent((file) -> {
			throw SourceTree.existing(file);
		});
		files.forEach((file, migration) -> SourceTree.write(file, migration.text(), null));
		converted.forEach((migration) -> migration.todos()
			.forEach((todo) -> session.say("TODO in " + migration.className() + ": " + todo)));
		return result(files);
	}

	private static Path file(SourceFolder folder, ConvertedMigration migration) {
		return folder.path().resolve(migration.className() + folder.language().extension());
	}

	private static CommandResult result(Map<Path, ConvertedMigration> files) {
		List<Map<String, Object>> json = new ArrayList<>();
		files.forEach((file, migration) -> {
			Map<String, Object> shape = new LinkedHashMap<>();
			shape.put("path", file.toString());
			shape.put("id", migration.id());
			shape.put("formerly", migration.formerly());
			shape.put("todos", migration.todos());
			json.add(shape);
		});
		return CommandResult.of(json,
				(session) -> files.keySet().forEach((file) -> session.output().result(file.toString())));
	}

}
