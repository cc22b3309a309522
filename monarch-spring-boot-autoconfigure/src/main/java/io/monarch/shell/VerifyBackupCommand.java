package io.monarch.shell;

import java.util.Set;

import io.monarch.backup.Verification;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Reads every byte of a backup.
 */
final class VerifyBackupCommand extends AdminCommand {

	private final Services services;

	VerifyBackupCommand(Services services) {
		super(CommandSpec
			.of("verify-backup", Group.BACKUPS, "Read every byte of a backup and check it",
					"verify-backup shop__2026_11_23.dmp.zip")
			.argument("backup", Completion.BACKUP)
			.options(CommandSpec.DATABASE, CommandSpec.OUTPUT));
		this.services = services;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String backup = BackupName.find(command.word(0), this.services.backups().get(), session);
		Verification verification;
		try (TransferProgress progress = new TransferProgress(session, "Opening backup " + backup)) {
			verification = this.services.backups()
				.get()
				.verify(backup, command.option(CommandSpec.DATABASE).orElse(null), Set.of(), progress);
		}
		if (verification.isGood()) {
			return CommandResult.ofLine(JsonViews.of(verification), verification.name() + " is good");
		}
		return CommandResult.of(JsonViews.of(verification), (to) -> {
		}).failing(new MonarchException(Kind.FAILED, verification.problems().get(0), "Do not rely on it."));
	}

}
