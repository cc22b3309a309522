package io.monarch.shell;

import java.util.List;
import java.util.Set;

import io.monarch.backup.Proof;
import io.monarch.backup.ProofResult;
import io.monarch.backup.Verification;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;

/**
 * Reads every byte of a backup.
 */
final class VerifyBackupCommand extends AdminCommand {

	private static final Flag RESTORE_ON = new Flag("restore-on", ' ', "env",
			"Prove the backup: restore it into a temporary database on this environment's server, and compare", false);

	private final Services services;

	private final Guards guards;

	VerifyBackupCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("verify-backup", Group.BACKUPS, "Read every byte of a backup and check it",
					"verify-backup shop__2026_11_23.dmp.zip")
			.argument("backup", Completion.BACKUP)
			.options(RESTORE_ON, CommandSpec.DATABASE, CommandSpec.IGNORE_FREE_SPACE, CommandSpec.CONFIRM,
					CommandSpec.YES_IN_VAIN, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String backup = BackupName.find(command.word(0), this.services.backups().get(), session);
		if (command.has(RESTORE_ON)) {
			return prove(backup, command, session);
		}
		List.of(CommandSpec.IGNORE_FREE_SPACE, CommandSpec.CONFIRM).stream().filter(command::has).forEach((flag) -> {
			throw ParsedCommand.invalid("--" + flag.name() + " requires --restore-on.", usage());
		});
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

	private CommandResult prove(String backup, ParsedCommand command, Session session) {
		Environment server = this.services.environments().get().get(command.option(RESTORE_ON).orElseThrow());
		this.guards.of(session)
			.requireProof(server, "Restore backup " + backup + " into a temporary database on its server",
					command.confirmation());
		ProofResult result;
		List<String> warnings;
		try (TransferProgress progress = new TransferProgress(session, "Opening backup " + backup)) {
			result = this.services.backupProver()
				.get()
				.prove(backup, command.option(CommandSpec.DATABASE).orElse(null), server,
						command.has(CommandSpec.IGNORE_FREE_SPACE), progress);
			warnings = progress.warnings();
		}
		Proof proof = result.proof();
		if (proof == null) {
			result.problems().stream().skip(1).forEach(session::say);
			return CommandResult.of(JsonViews.of(result, warnings), (to) -> {
			})
				.failing(new MonarchException(Kind.FAILED,
						"Backup '" + backup + "' does not contain what it should. " + result.problems().get(0),
						"Do not rely on it."));
		}
		if (!result.recorded()) {
			session
				.inform("The proof is not recorded: only backups of Monarch's own format in the store have a record.");
		}
		return CommandResult.ofLine(JsonViews.of(result, warnings),
				backup + " is proven: restored on '" + server.name() + "' (" + proof.server() + ") and compared, "
						+ Sizes.count(proof.collections(), "collection") + ", "
						+ Sizes.count(proof.documents(), "document") + " in " + Sizes.duration(proof.duration()));
	}

}
