package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.monarch.backup.BackupEntry;
import io.monarch.backup.BackupEntry.State;
import io.monarch.shell.Usage.Group;

/**
 * Lists the backups.
 */
final class ListBackupsCommand extends AdminCommand {

	private final Toolbelt tools;

	private final Clock clock;

	ListBackupsCommand(Toolbelt tools, Clock clock) {
		super(Usage.of("list-backups", Group.BACKUPS, "List the backups, the newest first", "list-backups")
			.aliases("list_backups")
			.options(Usage.OUTPUT));
		this.tools = tools;
		this.clock = clock;
	}

	@Override
	void run(Invocation invocation, Session session) {
		List<BackupEntry> entries = this.tools.backups().get().list();
		if (invocation.isJson()) {
			session.output().json(entries.stream().map(Shapes::of).toList());
		}
		else if (entries.isEmpty()) {
			session.say("There are no backups in " + this.tools.backups().get().description()
					+ ". 'monarch backup <env>' makes one.");
		}
		else {
			Instant now = this.clock.instant();
			session.output()
				.table(List.of("NAME", "SIZE", "AGE", "ENVIRONMENT", "DATABASE", "DOCUMENTS", ""),
						entries.stream().map((entry) -> row(entry, now)).toList());
		}
	}

	private static List<String> row(BackupEntry entry, Instant now) {
		Long documents = entry.documents();
		return List.of(entry.name(), Sizes.bytes(entry.size()), Sizes.age(entry.createdAt(), now),
				Objects.requireNonNullElse(entry.environment(), "-"), Objects.requireNonNullElse(entry.database(), "-"),
				(documents != null) ? Sizes.count(documents) : "-",
				(entry.state() == State.INCOMPLETE) ? "incomplete" : "");
	}

}
