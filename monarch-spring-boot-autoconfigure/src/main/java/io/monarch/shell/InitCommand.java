package io.monarch.shell;

import java.nio.file.Path;
import java.util.Map;

import io.monarch.shell.Usage.Group;

/**
 * Writes a configuration with examples.
 */
final class InitCommand extends AdminCommand {

	private static final String TEXT = """
			# Read only when the application is started as 'java -jar app.jar monarch'.
			# Uncomment what follows and make it your own. Secrets belong into the environment
			# of the process and not into this file.

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
		super(Usage.of("init", Group.BEGIN, "Write src/main/resources/application-monarch.yml with examples", "init")
			.options(Usage.OUTPUT));
		this.sources = sources;
	}

	@Override
	void run(Invocation invocation, Session session) {
		Path path = this.sources.writeResource("application-monarch.yml", TEXT);
		if (invocation.isJson()) {
			session.output().json(Map.of("path", path.toString()));
		}
		else {
			session.output().result(path.toString());
		}
	}

}
