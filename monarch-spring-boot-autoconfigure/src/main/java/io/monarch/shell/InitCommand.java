package io.monarch.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

/**
 * Writes a configuration with examples, and the script that starts the command line fast.
 */
final class InitCommand extends AdminCommand {

	private static final String TEXT = """
			# Read only when the application is started as 'java -jar app.jar monarch'.
			# Uncomment the following lines and adapt them. Keep secrets in the environment
			# of the process and not in this file.

			# monarch:
			#   environments:
			#     development:
			#       uri: mongodb://localhost:27017/shop
			#     production:
			#       hosts: db1.example.com:27017,db2.example.com:27017
			#       replica-set-name: rs0
			#       database: shop
			#       username: admin
			#       password: ${PRODUCTION_PASSWORD:}
			#       authentication-database: admin
			#       # open, guarded or read-only; guarded where the hosts are not this machine
			#       protection: guarded
			#   backups:
			#     local:
			#       directory: backups
			""";

	private final SourceTree sources;

	InitCommand(SourceTree sources) {
		super(CommandSpec
			.of("init", Group.BEGIN,
					"Write src/main/resources/application-monarch.yml with examples, and the script ./monarch", "init")
			.options(CommandSpec.OUTPUT));
		this.sources = sources;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		List<MonarchException> failures = new ArrayList<>();
		String path = write(() -> this.sources.writeResource("application-monarch.yml", TEXT), failures);
		String launcher = write(() -> this.sources.writeScript("monarch", launcher()), failures);
		// Existing files are kept.
		if (failures.size() == 2 || failures.stream().anyMatch((failure) -> failure.kind() != Kind.BAD_INPUT)) {
			throw failures.get(0);
		}
		Map<String, @Nullable Object> json = new LinkedHashMap<>();
		json.put("path", path);
		json.put("launcher", launcher);
		return CommandResult.of(json,
				(to) -> Stream.of(path, launcher).filter(Objects::nonNull).forEach(to.output()::result));
	}

	private static @Nullable String write(Supplier<Path> file, List<MonarchException> failures) {
		try {
			return file.get().toString();
		}
		catch (MonarchException ex) {
			failures.add(ex);
			return null;
		}
	}

	private static String launcher() {
		try (InputStream script = Objects.requireNonNull(InitCommand.class.getResourceAsStream("monarch.sh"))) {
			return new String(script.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
