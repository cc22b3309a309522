package io.monarch.shell;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.monarch.backup.BackupContents;
import io.monarch.backup.BackupRestorer;
import io.monarch.backup.OpenBackup;
import io.monarch.environment.Environment;
import io.monarch.environment.MonarchCollections;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
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

	private static final Flag EXCLUDE = new Flag("exclude", ' ', "collection",
			"Restore all others and leave this collection as it is", false, true);

	private static final Flag AS = new Flag("as", ' ', "name",
			"Restore the collection of --only under this name, next to the existing one", false);

	private static final Flag INTO_NEW = new Flag("into-new", ' ', "database",
			"Restore into this new database on the server of the environment, and leave its own as it is", false);

	private final Services services;

	private final Guards guards;

	RestoreCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("restore", Group.BACKUPS, "Replace the database of an environment with a backup",
					"restore shop__2026_11_23.dmp.zip:development")
			.argument("backup:env", Completion.BACKUP_AND_ENVIRONMENT)
			.options(ONLY, EXCLUDE, AS, INTO_NEW, CommandSpec.DATABASE, CommandSpec.IN_PLACE, CommandSpec.UNSHARDED,
					CommandSpec.ALLOW_EMPTY, CommandSpec.IGNORE_FREE_SPACE, CommandSpec.YES, CommandSpec.CONFIRM,
					CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		requireMatching(command);
		String[] names = Transfers.split(command.word(0), usage());
		Environment environment = this.services.environments().get().get(names[1]);
		String newDatabase = command.option(INTO_NEW).orElse(null);
		Environment to = (newDatabase != null) ? environment.withDatabase(newDatabase) : environment;
		String backup = BackupName.find(names[0], this.services.backups().get(), session);
		TransferResult result;
		List<String> warnings;
		try (OpenBackup opened = open(backup, command, session)) {
			OpenBackup selected = select(opened, command, to, session);
			Set<String> partly = isPart(command) ? selected.newNames() : Set.of();
			BackupContents contents = selected.requireGood(command.has(CommandSpec.ALLOW_EMPTY));
			Approval approval = approve(selected, contents, partly, to, command, session);
			try (TransferProgress progress = new TransferProgress(session, "Connecting to '" + to.name() + "'")) {
				result = restore(selected, to, newDatabase != null, approval, command, progress);
				warnings = progress.warnings();
			}
		}
		return CommandResult.of(JsonViews.of(backup, to, result, warnings), (printed) -> {
			Transfers.print(result, printed);
			if (newDatabase != null) {
				printed.say("Restored into the new database '" + newDatabase + "' on the server of environment '"
						+ to.name() + "'.");
			}
		});
	}

	private void requireMatching(ParsedCommand command) {
		if (command.has(ONLY) && command.has(EXCLUDE)) {
			throw ParsedCommand.invalid("--only and --exclude cannot be combined.", usage());
		}
		if (command.has(AS) && command.options(ONLY).size() != 1) {
			throw ParsedCommand.invalid("--as requires exactly one --only.", usage());
		}
		if (command.has(INTO_NEW) && command.has(CommandSpec.IN_PLACE)) {
			throw ParsedCommand.invalid("--in-place and --into-new cannot be combined, since there is nothing to drop.",
					usage());
		}
	}

	private static boolean isPart(ParsedCommand command) {
		return command.has(ONLY) || command.has(EXCLUDE);
	}

	private static OpenBackup select(OpenBackup opened, ParsedCommand command, Environment to, Session session) {
		Set<String> excluded = new LinkedHashSet<>(command.options(EXCLUDE));
		String as = command.option(AS).orElse(null);
		if (as != null) {
			if (as.equals(to.historyCollection()) || as.equals(MonarchCollections.HISTORY)) {
				throw new MonarchException(Kind.BAD_INPUT,
						"'" + as + "' is the name of a history of migrations, which no other collection can have.",
						"Nothing was changed. Choose another name for --as.");
			}
			return opened.as(as);
		}
		if (excluded.isEmpty()) {
			return opened;
		}
		OpenBackup rest = opened.without(excluded);
		rest.viewsOn(excluded)
			.forEach((view) -> session.say("Warning: view '" + view
					+ "' reads an excluded collection, so it shows the target's collection of that name."));
		return rest;
	}

	private Approval approve(OpenBackup selected, BackupContents contents, Set<String> partly, Environment to,
			ParsedCommand command, Session session) {
		String backup = selected.name();
		boolean isNew = command.has(INTO_NEW);
		if (isNew) {
			BackupRestorer.requireNew(to);
		}
		String what = command.has(AS)
				? "Restore " + command.options(ONLY).get(0) + " of " + backup + " as "
						+ command.option(AS).orElseThrow()
				: command.has(ONLY) ? "Restore " + String.join(", ", command.options(ONLY)) + " of " + backup
						: command.has(EXCLUDE)
								? "Restore all but " + String.join(", ", command.options(EXCLUDE)) + " of " + backup
								: isNew ? "Restore backup " + backup : "Replace all data with backup " + backup;
		List<String> lost = isNew ? List.of()
				: partly.isEmpty() ? Transfers.lost(to, session) : Transfers.lost(to, partly, session);
		return Transfers.approve(this.guards.of(session), to,
				what + (isNew ? " into new database " + to.database() : ""), lost,
				Arrivals.of(contents, partly, Instant.now()), command.confirmation());
	}

	private TransferResult restore(OpenBackup selected, Environment to, boolean isNew, Approval approval,
			ParsedCommand command, TransferProgress progress) {
		BackupRestorer restorer = this.services.backupRestorer().get();
		return isNew ? restorer.restoreIntoNew(selected, to, approval, Transfers.options(command), progress)
				: restorer.restore(selected, to, approval, Transfers.options(command), progress);
	}

	private OpenBackup open(String backup, ParsedCommand command, Session session) {
		try (Ticker unused = Ticker.of(session, "Opening backup " + backup)) {
			return this.services.backups()
				.get()
				.open(backup, command.option(CommandSpec.DATABASE).orElse(null),
						new LinkedHashSet<>(command.options(ONLY)));
		}
	}

}
