package io.monarch.shell;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.monarch.backup.BackupContents;
import io.monarch.backup.OpenBackup;
import io.monarch.environment.Environment;
import io.monarch.safety.Approval;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.transfer.TransferResult;

/**
 * Restores a backup.
 */
final class RestoreCommand extends AdminCommand {

	private static final Flag ONLY = new Flag("only", ' ', "collection",
			"Restore this collection and leave the others as they are", false, true);

	private final Services services;

	private final Guards guards;

	RestoreCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("restore", Group.BACKUPS, "Replace the database of an environment with a backup",
					"restore shop__2026_11_23.dmp.zip:development")
			.argument("backup:env", Completion.BACKUP_AND_ENVIRONMENT)
			.options(ONLY, CommandSpec.DATABASE, CommandSpec.IN_PLACE, CommandSpec.UNSHARDED, CommandSpec.ALLOW_EMPTY,
					CommandSpec.IGNORE_FREE_SPACE, CommandSpec.YES, CommandSpec.CONFIRM, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String[] names = Transfers.split(command.word(0), usage());
		Environment to = this.services.environments().get().get(names[1]);
		String backup = BackupName.find(names[0], this.services.backups().get(), session);
		Set<String> only = new LinkedHashSet<>(command.options(ONLY));
		TransferResult result;
		List<String> warnings;
		try (OpenBackup opened = open(backup, command, only, session)) {
			String action = only.isEmpty() ? "Replace all data with backup " + backup
					: "Restore " + String.join(", ", only) + " of " + backup;
			BackupContents contents = opened.requireGood(command.has(CommandSpec.ALLOW_EMPTY));
			Approval approval = Transfers.approve(this.guards.of(session), to, action,
					only.isEmpty() ? Transfers.lost(to, session) : Transfers.lost(to, only, session),
					Arrivals.of(contents, only, Instant.now()), command.confirmation());
			try (TransferProgress progress = new TransferProgress(session, "Connecting to '" + to.name() + "'")) {
				result = this.services.backupRestorer()
					.get()
					.restore(opened, to, approval, Transfers.options(command), progress);
				warnings = progress.warnings();
			}
		}
		return CommandResult.of(JsonViews.of(backup, to.name(), result, warnings),
				(printed) -> Transfers.print(result, printed));
	}

	private OpenBackup open(String backup, ParsedCommand command, Set<String> only, Session session) {
		try (Ticker unused = Ticker.of(session, "Opening backup " + backup)) {
			return this.services.backups().get().open(backup, command.option(CommandSpec.DATABASE).orElse(null), only);
		}
	}

}
