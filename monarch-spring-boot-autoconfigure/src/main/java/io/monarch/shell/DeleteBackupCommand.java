package io.monarch.shell;

import java.util.List;

import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;

/**
 * Deletes a backup.
 */
final class DeleteBackupCommand extends AdminCommand {

	private final Services tools;

	private final Guards guards;

	DeleteBackupCommand(Services tools, Guards guards) {
		super(CommandSpec
			.of("delete-backup", Group.BACKUPS, "Delete a backup", "delete-backup shop__2026_11_23.dmp.zip --yes")
			.argument("backup", Completion.STORED_BACKUP)
			.options(CommandSpec.YES, CommandSpec.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand invocation, Session session) {
		String name = invocation.word(0);
		BackupName.requireExact(name, this.tools.backups().get(), session);
		var entry = this.tools.backups().get().find(name);
		this.guards.of(session)
			.requireConfirmation("Delete a backup in " + this.tools.backups().get().description(),
					List.of(name + ": " + Sizes.bytes(entry.size()) + ", made " + entry.createdAt()),
					invocation.confirmation());
		this.tools.backups().get().delete(name);
		return CommandResult.ofLine(JsonViews.ofDeleted(name), "Deleted " + name);
	}

}
