package io.monarch.shell;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.monarch.foreign.Verdict;
import io.monarch.migration.HistoryImportResult.Entry;
import io.monarch.shell.terminal.Color;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;

/**
 * The list of the entries of an imported history. At a terminal, reasons are shown below
 * the table.
 */
final class ImportListing {

	private static final Column OLD_ID = Column.name("OLD ID");

	private static final Column AUTHOR = Column.text("AUTHOR").rank(3);

	private static final Column WHEN = Column.kept("WHEN").rank(2);

	private static final Column VERDICT = Column.kept("VERDICT");

	private static final Column ID = Column.name("ID").rank(1);

	private static final Column WHY = Column.text("WHY");

	private ImportListing() {
	}

	static Listing of(List<Entry> entries, Session session, Instant now) {
		boolean terminal = session.output().isAtTerminal();
		Table table = terminal ? new Table(OLD_ID, AUTHOR, WHEN, VERDICT, ID)
				: new Table(OLD_ID, AUTHOR, WHEN, VERDICT, ID, WHY);
		Listing listing = new Listing(session, table);
		for (Entry entry : entries) {
			Object author = Objects.requireNonNullElse(entry.author(), terminal ? "" : "-");
			Object when = (entry.at() != null) ? Sizes.when(entry.at(), now, terminal) : "-";
			Object id = (entry.id() == null) ? "-"
					: (terminal && entry.id().equals(entry.oldId())) ? "same" : entry.id();
			Table.Cell verdict = new Table.Cell(entry.verdict().name() + (entry.warning() ? " !" : ""),
					color(entry.verdict()));
			if (!terminal) {
				table.row(entry.oldId(), author, when, verdict, id, entry.why());
				continue;
			}
			table.row(entry.oldId(), author, when, verdict, id);
			if (isWorthAWord(entry)) {
				listing.note(entry.name() + ":", entry.why());
			}
		}
		return listing;
	}

	private static boolean isWorthAWord(Entry entry) {
		return entry.warning() || (entry.verdict() != Verdict.COMPLETED && entry.verdict() != Verdict.IGNORED
				&& entry.verdict() != Verdict.NO_MIGRATION);
	}

	static String word(Verdict verdict) {
		return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ').replace("no migration", "without a migration");
	}

	private static Color color(Verdict verdict) {
		return switch (verdict) {
			case COMPLETED -> Color.GREEN;
			case FAILED, UNDECIDED -> Color.RED;
			case PENDING -> Color.BLUE;
			case NO_MIGRATION -> Color.YELLOW;
			case IGNORED -> Color.PLAIN;
		};
	}

}
