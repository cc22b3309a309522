package io.monarch.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationStatus;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;

/**
 * The list of the migrations of an environment: a row for each and, at a terminal, errors
 * and running processes below.
 */
final class MigrationListing {

	private static final Column ID = Column.name("ID");

	private static final Column STATE = Column.kept("STATE");

	private static final Column WHEN = Column.kept("WHEN").rank(1);

	private static final Column DURATION = Column.number("DURATION").rank(2);

	private static final Column DESCRIPTION = Column.text("DESCRIPTION").rank(3);

	private static final Column ERROR = Column.text("ERROR");

	private MigrationListing() {
	}

	static Listing of(List<MigrationStatus> statuses, Environment environment, Session session, Instant now) {
		boolean terminal = session.output().isAtTerminal();
		Table table = terminal ? new Table(ID, STATE, WHEN, DURATION, DESCRIPTION)
				: new Table(ID, STATE, WHEN, DURATION, DESCRIPTION, ERROR);
		Listing listing = new Listing(session, table);
		for (MigrationStatus status : statuses) {
			List<Object> cells = new ArrayList<>(List.of(status.id(), StateWords.cell(status),
					when(status, now, terminal), ListMigrationsCommand.duration(status.duration()),
					Objects.requireNonNullElse(status.description(), "")));
			String remark = StateWords.shortRemark(status, environment, now);
			if (!terminal) {
				cells.add(remark);
			}
			else if (!remark.isBlank()) {
				listing.note(status.id() + ":", remark);
			}
			if (StateWords.isShortened(status, environment, now)) {
				listing.more(StateWords.more(status, environment));
			}
			table.row(cells.toArray());
		}
		return listing;
	}

	private static String when(MigrationStatus status, Instant now, boolean terminal) {
		Instant when = (status.finishedAt() != null) ? status.finishedAt() : status.startedAt();
		return (when != null) ? Sizes.when(when, now, terminal) : "-";
	}

}
