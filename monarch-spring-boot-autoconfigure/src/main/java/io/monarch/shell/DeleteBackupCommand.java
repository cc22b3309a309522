package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;

import io.monarch.backup.BackupEntry;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Deletes a backup.
 */
final class DeleteBackupCommand extends AdminCommand {

	private final Services services;

	private final Guards guards;

	DeleteBackupCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("delete-backup", Group.BACKUPS, "Delete a backup", "delete-backup shop__2026_11_23.dmp.zip --yes")
			.argument("backup", Completion.STORED_BACKUP)
			.options(CommandSpec.YES, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String name = command.word(0);
		BackupName.requireExact(name, this.services.backups().get(), session);
		var entry = this.services.backups().get().find(name);
		this.guards.of(session)
			.requireConfirmation("Delete a backup in " + this.services.backups().get().description(), lines(entry),
					command.confirmation());
		this.services.backups().get().delete(name);
		return CommandResult.ofLine(JsonViews.ofDeleted(name), "Deleted " + name);
	}

	private List<String> lines(BackupEntry entry) {
		List<String> lines = new ArrayList<>();
		lines.add(entry.name() + ": " + Sizes.bytes(entry.size()) + ", made " + entry.createdAt());
		List<BackupEntry> proven = (entry.proof() != null) ? this.services.backups().get().provenLike(entry)
				: List.of();
		if (!proven.isEmpty() && proven.get(0).name().equals(entry.name())) {
			lines.add("This is the last proven backup of environment '" + entry.environment() + "'. "
					+ ((proven.size() > 1) ? "The proven backup before it is " + proven.get(1).name() + "."
							: "No other backup of its series is proven."));
		}
		return lines;
	}

}
