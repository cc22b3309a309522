package io.monarch.shell;

import java.util.List;

import io.monarch.backup.BackupResult;
import io.monarch.backup.Verification;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.queryset.Selector;
import io.monarch.safety.DestructiveAction;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.EnvironmentReader;

/**
 * Backs an environment up.
 */
final class BackupCommand extends AdminCommand {

	private static final String VERIFY = "verify";

	private final Services tools;

	BackupCommand(Services tools) {
		super(CommandSpec.of("backup", Group.BACKUPS, "Back up the database of an environment", "backup production")
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.QUERY_SET, CommandSpec.PARAM,
					new Flag("name", ' ', "base", "The first part of the backup's name, instead of the database's",
							false),
					new Flag(VERIFY, ' ', null, "Read the backup again when it is made, every byte", false),
					CommandSpec.ALLOW_EMPTY, CommandSpec.OUTPUT));
		this.tools = tools;
	}

	@Override
	void run(ParsedCommand invocation, Session session) {
		Environment environment = this.tools.environments().get().get(invocation.word(0));
		if (!invocation.has(CommandSpec.ALLOW_EMPTY.name())) {
			EmptySource.refuse(environment);
		}
		Selector selector = Transfers.selector(this.tools, invocation, session, usage());
		BackupResult result;
		List<String> warnings;
		try (TransferProgress progress = new TransferProgress(session, "Connecting to '" + environment.name() + "'")) {
			result = this.tools.backupCreator()
				.get()
				.create(environment, EnvironmentReader.of(selector), invocation.option("query-set").orElse(null),
						invocation.option("name").orElse(null), invocation.has(CommandSpec.ALLOW_EMPTY.name()),
						progress);
			warnings = progress.warnings();
		}
		Verification verification = invocation.has(VERIFY) ? verify(result, session) : null;
		if (invocation.isJson()) {
			session.output().json(JsonViews.of(result, warnings, verification));
		}
		else {
			session.output().result(result.name());
			Transfers.masked(result.transfer().masked()).forEach(session::inform);
			session.inform(DestructiveAction.counted(result.transfer().documents(), result.transfer().buckets()) + ", "
					+ Sizes.bytes(result.transfer().bytes()) + " in " + Sizes.bytes(result.size()) + ", "
					+ Sizes.duration(result.transfer().duration()) + ", " + Transfers.consistency(result.transfer())
					+ ((verification != null && verification.isGood()) ? ", verified" : ""));
		}
		if (verification != null && !verification.isGood()) {
			throw new MonarchException(Kind.FAILED, verification.problems().get(0),
					"Do not rely on it. Check the store, and run the backup again.");
		}
	}

	private Verification verify(BackupResult result, Session session) {
		try (TransferProgress progress = new TransferProgress(session, "Verifying backup " + result.name())) {
			return this.tools.backups().get().verify(result.name(), progress);
		}
	}

}
