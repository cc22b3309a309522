package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.monarch.backup.BackupEntry;
import io.monarch.shell.Usage.Flag;
import io.monarch.shell.Usage.Group;

/**
 * Deletes old backups.
 */
final class PruneBackupsCommand extends AdminCommand {

	private final Toolbelt tools;

	private final Guards guards;

	private final Clock clock;

	PruneBackupsCommand(Toolbelt tools, Guards guards, Clock clock) {
		super(Usage
			.of("prune-backups", Group.BACKUPS, "Delete old backups, but never the last good one of an environment",
					"prune-backups --keep-last 7 --keep-days 30")
			.options(new Flag("keep-last", ' ', "N",
					"Keep the last N of each environment and query set; needed unless --keep-days is given", false),
					new Flag("keep-days", ' ', "D", "Keep all of the last D days; needed unless --keep-last is given",
							false),
					Usage.YES, Usage.OUTPUT));
		this.tools = tools;
		this.guards = guards;
		this.clock = clock;
	}

	@Override
	void run(Invocation invocation, Session session) {
		if (!invocation.has("keep-last") && !invocation.has("keep-days")) {
			throw Invocation.invalid("'prune-backups' needs --keep-last, --keep-days or both.", usage());
		}
		List<BackupEntry> entries = this.tools.backups()
			.get()
			.findPrunable(number(invocation, "keep-last"), number(invocation, "keep-days"));
		if (!entries.isEmpty()) {
			Instant now = this.clock.instant();
			this.guards.of(session)
				.requireConfirmation("Delete backups in " + this.tools.backups().get().description(),
						entries.stream()
							.map((entry) -> entry.name() + ": " + Sizes.bytes(entry.size()) + ", "
									+ Sizes.age(entry.createdAt(), now))
							.toList(),
						invocation.consent());
			entries.forEach((entry) -> this.tools.backups().get().delete(entry.name()));
		}
		if (invocation.isJson()) {
			session.output().json(entries.stream().map(Shapes::of).toList());
		}
		else {
			entries.forEach((entry) -> session.output().result("Deleted " + entry.name()));
			if (entries.isEmpty()) {
				session.say("No backup is older and more than that.");
			}
		}
	}

	private static int number(Invocation invocation, String option) {
		String value = invocation.option(option).orElse("0");
		if (!value.matches("\\d{1,6}") || (invocation.has(option) && Integer.parseInt(value) < 1)) {
			throw Transfers.unreadable(option, value, "a number from 1");
		}
		return Integer.parseInt(value);
	}

}
