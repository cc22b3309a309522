package io.monarch.shell;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

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

	private final SourceTree sources;

	private final Clock clock;

	GenerateMigrationCommand(SourceTree sources, Clock clock) {
		super(CommandSpec
			.of("generate-migration", Group.BEGIN, "Write a new migration", "generate-migration index dogs by owner")
			.aliases("generate", "generate_migration")
			.words("words")
			.options(CommandSpec.OUTPUT));
		this.sources = sources;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand invocation, Session session) {
		NewName name = NewName.of("A migration", invocation, usage());
		String time = TIME.format(LocalDateTime.ofInstant(this.clock.instant(), ZoneOffset.UTC));
		String id = time + "_" + name.joined("_");
		String className = "M" + time + name.camelCase();
		Path path = this.sources.folder("migrations")
			.write(className, id, Map.of(SourceLanguage.JAVA, JAVA, SourceLanguage.KOTLIN, KOTLIN));
		return CommandResult.ofLine(Map.of("path", path.toString()), path.toString());
	}

}
