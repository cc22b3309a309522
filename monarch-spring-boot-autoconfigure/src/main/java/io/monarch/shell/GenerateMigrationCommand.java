package io.monarch.shell;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;

/**
 * Writes a new migration.
 */
final class GenerateMigrationCommand extends AdminCommand {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT);

	private static final String JAVA = """
			package %s;

			import io.monarch.migration.Migration;
			import io.monarch.migration.MigrationContext;
			import io.monarch.migration.MongoMigration;

			@Migration("%s")
			class %s implements MongoMigration {

				@Override
				public void migrate(MigrationContext context) {
					// context.mongo() is a MongoTemplate on the environment that is migrated
				}

			}
			""";

	private static final String KOTLIN = """
			package %s

			import io.monarch.migration.Migration
			import io.monarch.migration.MigrationContext
			import io.monarch.migration.MongoMigration

			@Migration("%s")
			class %s : MongoMigration {

			    override fun migrate(context: MigrationContext) {
			        // context.mongo() is a MongoTemplate on the environment that is migrated
			    }

			}
			""";

	private static final String BATCH_JAVA = """
			package %s;

			import com.mongodb.client.model.Filters;
			import com.mongodb.client.model.Updates;
			import io.monarch.batch.Batches;
			import io.monarch.migration.Migration;
			import io.monarch.migration.MongoBatchMigration;

			@Migration("%s")
			class %s implements MongoBatchMigration {

				@Override
				public Batches batches() {
					// Which documents of which collection, and their change: an update, or forEach(...) with a function
					return Batches.of("collection")
						.filter(Filters.exists("field", false))
						.update(Updates.set("field", "value"));
				}

			}
			""";

	private static final String BATCH_KOTLIN = """
			package %s

			import com.mongodb.client.model.Filters
			import com.mongodb.client.model.Updates
			import io.monarch.batch.Batches
			import io.monarch.migration.Migration
			import io.monarch.migration.MongoBatchMigration

			@Migration("%s")
			class %s : MongoBatchMigration {

			    override fun batches(): Batches {
			        // Which documents of which collection, and their change: an update, or forEach { ... } with a function
			        return Batches.of("collection")
			            .filter(Filters.exists("field", false))
			            .update(Updates.set("field", "value"))
			    }

			}
			""";

	private static final Flag BATCH = new Flag("batch", ' ', null,
			"Write a batch migration, which changes many documents of a collection", false);

	private static final Flag FROM_CLASS = new Flag("from-class", ' ', "class",
			"Convert a change unit of Mongock: the name of its class with the package, or the path of its source",
			false);

	private final SourceTree sources;

	private final Clock clock;

	GenerateMigrationCommand(SourceTree sources, Clock clock) {
		super(CommandSpec
			.of("generate-migration", Group.BEGIN, "Write a new migration", "generate-migration index dogs by owner")
			.aliases("generate", "generate_migration")
			.wordsUnless("words", FROM_CLASS)
			.options(BATCH, FROM_CLASS, CommandSpec.OUTPUT));
		this.sources = sources;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String time = TIME.format(LocalDateTime.ofInstant(this.clock.instant(), ZoneOffset.UTC));
		Optional<String> from = command.option(FROM_CLASS);
		if (from.isPresent()) {
			if (command.has(BATCH)) {
				throw ParsedCommand.invalid("Use either --batch or --from-class, not both.", usage());
			}
			return new MigrationsFromClass(this.sources, time).write(from.get(),
					command.words().isEmpty() ? null : name(command), session);
		}
		NewName name = name(command);
		String id = time + "_" + name.joined("_");
		String className = "M" + time + name.camelCase();
		Path path = this.sources.folder("migrations")
			.write(className, id,
					command.has(BATCH) ? Map.of(SourceLanguage.JAVA, BATCH_JAVA, SourceLanguage.KOTLIN, BATCH_KOTLIN)
							: Map.of(SourceLanguage.JAVA, JAVA, SourceLanguage.KOTLIN, KOTLIN));
		return CommandResult.ofLine(Map.of("path", path.toString()), path.toString());
	}

	private NewName name(ParsedCommand command) {
		return NewName.of("A migration", command, usage());
	}

}
