package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.monarch.backup.BackupEntry;
import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.Proof;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.shell.terminal.Color;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Table.Cell;
import org.jspecify.annotations.Nullable;

/**
 * Lists the backups.
 */
final class ListBackupsCommand extends AdminCommand {

	private final Services services;

	private final Clock clock;

	ListBackupsCommand(Services services, Clock clock) {
		super(CommandSpec.of("list-backups", Group.BACKUPS, "List the backups, newest first", "list-backups")
			.aliases("list_backups")
			.options(CommandSpec.ENVIRONMENT, CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		List<BackupEntry> all;
		try (Ticker unused = Ticker.of(session, "Looking at the backups")) {
			all = this.services.backups().get().list();
		}
		String environment = command.option(CommandSpec.ENVIRONMENT).orElse(null);
		List<BackupEntry> entries = (environment != null) ? of(environment, all) : all;
		return CommandResult.of(entries.stream().map(JsonViews::of).toList(), (to) -> print(entries, environment, to));
	}

	private void print(List<BackupEntry> entries, @Nullable String environment, Session session) {
		if (entries.isEmpty()) {
			session.say("There are no backups " + ((environment != null) ? "of environment '" + environment + "' " : "")
					+ "in " + this.services.backups().get().description() + ". 'monarch backup "
					+ Objects.requireNonNullElse(environment, "<env>") + "' creates one.");
		}
		else {
			print(entries, session);
		}
	}

	/**
	 * Return the backups of an environment, which may no longer be configured.
	 */
	private List<BackupEntry> of(String environment, List<BackupEntry> all) {
		List<BackupEntry> entries = all.stream().filter((entry) -> environment.equals(entry.environment())).toList();
		if (entries.isEmpty()) {
			// Reports a mistyped name.
			var unused = this.services.environments().get().get(environment);
		}
		return entries;
	}

	private void print(List<BackupEntry> entries, Session session) {
		Instant now = this.clock.instant();
		boolean terminal = session.output().isAtTerminal();
		boolean proven = entries.stream().anyMatch((each) -> each.proof() != null || each.proofProblem() != null);
		List<Column> columns = new ArrayList<>(List.of(Column.name("NAME"), Column.number("SIZE").rank(2),
				Column.kept("WHEN").rank(1), Column.kept("ENVIRONMENT").rank(4), Column.kept("DATABASE").rank(6),
				Column.number("DOCUMENTS").rank(5)));
		if (proven) {
			columns.add(Column.kept("PROVEN").rank(3));
		}
		columns.add(Column.text(""));
		Table table = new Table(columns.toArray(Column[]::new));
		for (BackupEntry entry : entries) {
			Long documents = entry.documents();
			List<Object> row = new ArrayList<>(
					List.of(entry.name(), Sizes.bytes(entry.size()), Sizes.when(entry.createdAt(), now, terminal),
							(entry.environment() != null) ? session.output().environment(entry.environment()) : "-",
							Objects.requireNonNullElse(entry.database(), "-"),
							(documents != null) ? documents(documents, entry.buckets()) : "-"));
			if (proven) {
				Proof proof = entry.proof();
				row.add((proof != null) ? Sizes.when(proof.provenAt(), now, terminal) : "-");
			}
			row.add(note(entry));
			table.row(row.toArray());
		}
		new Listing(session, table).print(summary(entries));
		entries.stream()
			.map(BackupEntry::proofProblem)
			.filter(Objects::nonNull)
			.forEach((problem) -> session.say("Warning: " + problem
					+ " Its backup does not count as proven until 'monarch verify-backup <backup> --restore-on <env>' "
					+ "writes the record again."));
	}

	private static String documents(long documents, long buckets) {
		if (buckets <= 0) {
			return Sizes.count(documents);
		}
		String ofTimeSeries = Sizes.count(buckets, "bucket");
		return (documents > buckets) ? Sizes.count(documents - buckets) + " and " + ofTimeSeries : ofTimeSeries;
	}

	private static String summary(List<BackupEntry> entries) {
		return Sizes.count(entries.size(), "backup") + ", " + Sizes.bytes(entries.stream()
			.mapToLong(BackupEntry::size)
			.sum()) + Arrays.stream(State.values())
				.filter((state) -> !remark(state).isEmpty())
				.map((state) -> Map.entry(state, entries.stream().filter((entry) -> entry.state() == state).count()))
				.filter((each) -> each.getValue() > 0)
				.map((each) -> ", " + Sizes.count(each.getValue()) + " " + remark(each.getKey()))
				.collect(Collectors.joining());
	}

	private static Object note(BackupEntry entry) {
		String remark = remark(entry.state());
		if (!remark.isEmpty()) {
			return new Cell(remark, Color.RED);
		}
		if (entry.proofProblem() != null) {
			return new Cell("bad record of a proof", Color.RED);
		}
		return (entry.querySet() != null) ? "part: " + entry.querySet() : "";
	}

	private static String remark(State state) {
		return switch (state) {
			case INCOMPLETE -> "incomplete";
			case UNREADABLE -> "unreadable";
			case MISDATED -> "wrong date";
			case COMPLETE, FOREIGN -> "";
		};
	}

}
