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
import io.monarch.transfer.TransferResult;
import org.jspecify.annotations.Nullable;

/**
 * Backs an environment up.
 */
final class BackupCommand extends AdminCommand {

	private static final Flag NAME = new Flag("name", ' ', "base",
			"The first part of the backup's name; by default, the name of the database", false);

	private static final Flag VERIFY = new Flag("verify", ' ', null,
			"Read every byte of the backup again after it is created", false);

	private final Services services;

	BackupCommand(Services services) {
		super(CommandSpec.of("backup", Group.BACKUPS, "Back up the database of an environment", "backup production")
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.QUERY_SET, CommandSpec.PARAM, NAME, VERIFY, CommandSpec.ALLOW_EMPTY,
					CommandSpec.OUTPUT));
		this.services = services;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(0));
		if (!command.has(CommandSpec.ALLOW_EMPTY)) {
			EmptySource.refuse(environment);
		}
		Selector selector = Transfers.selector(this.services, command, session, usage());
		BackupResult result;
		List<String> warnings;
		try (TransferProgress progress = new TransferProgress(session, "Connecting to '" + environment.name() + "'")) {
			result = this.services.backupCreator()
				.get()
				.create(environment, EnvironmentReader.of(selector), command.option(CommandSpec.QUERY_SET).orElse(null),
						command.option(NAME).orElse(null), command.has(CommandSpec.ALLOW_EMPTY), progress);
			warnings = progress.warnings();
		}
		Verification verification = command.has(VERIFY) ? verify(result, session) : null;
		return CommandResult.of(JsonViews.of(result, warnings, verification), (to) -> print(result, verification, to))
			.failing(failure(verification));
	}

	private static void print(BackupResult result, @Nullable Verification verification, Session session) {
		TransferResult transfer = result.transfer();
		session.output().result(result.name());
		Transfers.masked(transfer.masked()).forEach(session::inform);
		session.inform(DestructiveAction.counted(transfer.documents(), transfer.buckets()) + ", "
				+ Sizes.bytes(transfer.bytes()) + " in " + Sizes.bytes(result.size()) + ", "
				+ Sizes.duration(transfer.duration()) + ", " + Transfers.consistency(transfer)
				+ ((verification != null && verification.isGood()) ? ", verified" : ""));
	}

	private static @Nullable MonarchException failure(@Nullable Verification verification) {
		return (verification == null || verification.isGood()) ? null : new MonarchException(Kind.FAILED,
				verification.problems().get(0), "Do not rely on it. Check the store, and run the backup again.");
	}

	private Verification verify(BackupResult result, Session session) {
		try (TransferProgress progress = new TransferProgress(session, "Verifying backup " + result.name())) {
			return this.services.backups().get().verify(result.name(), progress);
		}
	}

}
