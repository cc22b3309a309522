package io.monarch.shell;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.monarch.shell.Usage.Group;

/**
 * Writes a new migration.
 */
final class GenerateMigrationCommand extends AdminCommand {

	private static final int MAXIMUM_LENGTH = 150;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT);

	private static final String TEXT = """
			package %s.migrations;

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

	private final SourceTree sources;

	private final Clock clock;

	GenerateMigrationCommand(SourceTree sources, Clock clock) {
		super(Usage
			.of("generate-migration", Group.BEGIN, "Write a new migration", "generate-migration index dogs by owner")
			.aliases("generate", "generate_migration")
			.words("words")
			.options(Usage.OUTPUT));
		this.sources = sources;
		this.clock = clock;
	}

	@Override
	void run(Invocation invocation, Session session) {
		List<String> words = Arrays.stream(String.join(" ", invocation.words()).split("[^\\p{L}\\p{Nd}]+"))
			.filter((word) -> !word.isEmpty())
			.toList();
		if (words.isEmpty() || words.stream().mapToInt(String::length).sum() > MAXIMUM_LENGTH) {
			throw Invocation.invalid("A migration is named by a few words of letters and digits, and not by '"
					+ String.join(" ", invocation.words()) + "'.", usage());
		}
		String time = TIME.format(LocalDateTime.ofInstant(this.clock.instant(), ZoneOffset.UTC));
		String id = time + "_" + String.join("_", words).toLowerCase(Locale.ROOT);
		String className = "M" + time
				+ words.stream()
					.map((word) -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
					.collect(Collectors.joining());
		Path path = this.sources.writeJava("migrations", className,
				TEXT.formatted(this.sources.basePackage(), id, className));
		if (invocation.isJson()) {
			session.output().json(Map.of("path", path.toString()));
		}
		else {
			session.output().result(path.toString());
		}
	}

}
