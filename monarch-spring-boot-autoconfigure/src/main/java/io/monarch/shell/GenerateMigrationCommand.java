package io.monarch.shell;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
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

	/** An id has at most 200 characters, and a file name at most 255 bytes. */
	private static final int MAXIMUM_BYTES = 180;

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmm", Locale.ROOT);

	private static final String TEXT = """
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
		String text = Normalizer.normalize(String.join(" ", invocation.words()), Normalizer.Form.NFC);
		List<String> words = Arrays.stream(text.split("[^\\p{L}\\p{Nd}]+")).filter((word) -> !word.isEmpty()).toList();
		// What the JVM could not decode would be missing from the name.
		boolean decoded = text.indexOf('\ufffd') < 0;
		if (words.isEmpty() || !decoded
				|| String.join("_", words).getBytes(StandardCharsets.UTF_8).length > MAXIMUM_BYTES) {
			throw Invocation.invalid(
					"A migration is named by a few words of letters and digits, and not by '" + text + "'.", usage());
		}
		String time = TIME.format(LocalDateTime.ofInstant(this.clock.instant(), ZoneOffset.UTC));
		String id = time + "_" + String.join("_", words).toLowerCase(Locale.ROOT);
		String className = "M" + time
				+ words.stream()
					.map((word) -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
					.collect(Collectors.joining());
		Path path = this.sources.writeJava("migrations", className,
				TEXT.formatted(this.sources.packageName("migrations"), id, className));
		if (invocation.isJson()) {
			session.output().json(Map.of("path", path.toString()));
		}
		else {
			session.output().result(path.toString());
		}
	}

}
