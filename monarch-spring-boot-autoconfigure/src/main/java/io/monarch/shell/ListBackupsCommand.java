package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.monarch.backup.BackupEntry;
import io.monarch.shell.Table.Cell;
import io.monarch.shell.Table.Column;
import io.monarch.shell.Table.Fit;
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
		List<BackupEntry> entries;
		try (Ticker unused = Ticker.of(session, "Looking at the backups")) {
			entries = this.tools.backups().get().list();
		}
		if (invocation.isJson()) {
			session.output().json(entries.stream().map(Shapes::of).toList());
		}
		else if (entries.isEmpty()) {
			session.say("There are no backups in " + this.tools.backups().get().description()
					+ ". 'monarch backup <env>' makes one.");
		}
		else {
			Instant now = this.clock.instant();
			Table table = new Table(new Column("NAME", Fit.SHORTENED), new Column("SIZE", Fit.KEPT),
					new Column("WHEN", Fit.WRAPPED), new Column("ENVIRONMENT", Fit.SHORTENED),
					new Column("DATABASE", Fit.SHORTENED), new Column("DOCUMENTS", Fit.KEPT),
					new Column("", Fit.WRAPPED));
			entries.forEach((entry) -> addRow(table, entry, now, session.output()));
			session.output().table(table);
		}
	}

	private static void addRow(Table table, BackupEntry entry, Instant now, Output output) {
		Long documents = entry.documents();
		table.row(entry.name(), Sizes.bytes(entry.size()), Sizes.time(entry.createdAt(), now),
				(entry.environment() != null) ? output.environment(entry.environment()) : "-",
				Objects.requireNonNullElse(entry.database(), "-"), (documents != null) ? Sizes.count(documents) : "-",
				note(entry));
	}

	private static Object note(BackupEntry entry) {
		return switch (entry.state()) {
			case INCOMPLETE -> new Cell("incomplete", Ink.RED);
			case UNREADABLE -> new Cell("unreadable", Ink.RED);
			case MISDATED -> new Cell("wrong date", Ink.RED);
			case COMPLETE -> (entry.querySet() != null) ? "part: " + entry.querySet() : "";
			case FOREIGN -> "";
		};
	}

}
