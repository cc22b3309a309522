package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.backup.BackupDescription;
import io.monarch.backup.BackupDescription.Applied;
import io.monarch.backup.BackupEntry;
import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.Backups;
import io.monarch.backup.OpenBackup;
import io.monarch.backup.Proof;
import io.monarch.backup.archive.BackupSummary;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.safety.DestructiveAction;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import io.monarch.transfer.CollectionDefinition;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Shows everything that a backup tells about itself.
 */
final class ShowBackupCommand extends AdminCommand {

	private final Services services;

	private final Clock clock;

	ShowBackupCommand(Services services, Clock clock) {
		super(CommandSpec
			.of("show-backup", Group.BACKUPS, "Show what a backup contains, and where it comes from",
					"show-backup latest@production")
			.argument("backup", Completion.BACKUP)
			.options(CommandSpec.DATABASE, CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Backups backups = this.services.backups().get();
		String name = BackupName.find(command.word(0), backups, session);
		BackupDescription description;
		Optional<BackupEntry> entry;
		try (Ticker unused = Ticker.of(session, "Opening backup " + name);
				OpenBackup opened = backups.open(name, command.option(CommandSpec.DATABASE).orElse(null), Set.of())) {
			description = opened.describe();
			entry = backups.names().contains(name) ? Optional.of(backups.find(name)) : Optional.empty();
		}
		Proof proof = entry.map(BackupEntry::proof).orElse(null);
		String problem = entry.map(BackupEntry::proofProblem).orElse(null);
		return CommandResult
			.of(BackupJsonViews.of(description, proof, problem), (to) -> print(description, entry.orElse(null), to))
			.failing((problem != null)
					? new MonarchException(Kind.FAILED, problem,
							"Run 'monarch verify-backup " + name
									+ " --restore-on <env>'. It writes the record again if the backup is good.")
					: null);
	}

	private void print(BackupDescription backup, @Nullable BackupEntry entry, Session session) {
		Proof proof = (entry != null) ? entry.proof() : null;
		Instant now = this.clock.instant();
		List<String> lines = new ArrayList<>();
		add(lines, "Backup", backup.name());
		add(lines, "Format", backup.format());
		add(lines, "Size", Sizes.bytes(backup.size()));
		BackupSummary summary = backup.summary();
		if (summary != null) {
			add(lines, "Environment", summary.environment());
			add(lines, "Database", summary.database());
			add(lines, "Hosts", (summary.owner() != null) ? String.join(", ", summary.owner().hosts()) : null);
			add(lines, "Application", (summary.owner() != null) ? summary.owner().application() : null);
			add(lines, "Made", Sizes.time(summary.createdAt(), now));
			add(lines, "Documents", DestructiveAction.counted(summary.documents(), summary.buckets()) + ", "
					+ Sizes.bytes(summary.bytes()) + " uncompressed");
			add(lines, "Part",
					(summary.querySet() != null) ? "only what query set '" + summary.querySet() + "' selects" : null);
			add(lines, "Consistent", backup.consistent() ? "yes" : "no, it was not read at one point in time");
		}
		else {
			add(lines, "Documents", "not recorded in this format");
		}
		add(lines, "Server", backup.server());
		add(lines, "Masked", backup.masked().isEmpty() ? null : String.join(", ", backup.masked()));
		add(lines, "Proven", (proof != null) ? Sizes.time(proof.provenAt(), now) + ", on '" + proof.environment()
				+ "' (" + proof.server() + "), in " + Sizes.duration(proof.duration()) : "no");
		add(lines, "Migrations", migrations(backup.migrations()));
		add(lines, "Notice", (entry != null && entry.state() == State.MISDATED)
				? "Its date is impossible, so 'latest' and 'prune-backups' leave it out." : null);
		backup.notices().forEach((notice) -> add(lines, "Notice", notice));
		session.output().lines(lines);
		session.output().result("");
		session.output().table(collections(backup));
	}

	private static void add(List<String> lines, String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			lines.add(String.format("%-13s%s", name + ":", value));
		}
	}

	private static String migrations(List<Applied> applied) {
		if (applied.isEmpty()) {
			return "no history";
		}
		return applied.stream()
			.collect(Collectors.groupingBy(Applied::collection))
			.entrySet()
			.stream()
			.sorted(java.util.Map.Entry.comparingByKey())
			.map((history) -> summary(history.getValue())
					+ (history.getKey().equals("monarch_migrations") ? "" : " (" + history.getKey() + ")"))
			.collect(Collectors.joining("; "));
	}

	private static String summary(List<Applied> history) {
		String counts = history.stream()
			.collect(Collectors.groupingBy(Applied::state, java.util.TreeMap::new, Collectors.counting()))
			.entrySet()
			.stream()
			.map((each) -> Sizes.count(each.getValue()) + " "
					+ each.getKey().toLowerCase(java.util.Locale.ROOT).replace('_', ' '))
			.collect(Collectors.joining(", "));
		return counts + ", the last is " + history.get(history.size() - 1).id();
	}

	private static Table collections(BackupDescription backup) {
		Table table = new Table(Column.name("COLLECTION"), Column.kept("KIND").rank(2), Column.number("DOCUMENTS"),
				Column.number("SIZE").rank(1), Column.text("INDEXES"));
		for (CollectionDefinition each : backup.collections()) {
			boolean stored = each.kind() != CollectionDefinition.Kind.VIEW;
			table.row(each.name(), kind(each), (stored && backup.counted()) ? Sizes.count(each.documents()) : "-",
					stored ? Sizes.bytes(each.bytes()) : "-", indexes(each));
		}
		return table;
	}

	/**
	 * Return the names of the indexes. Nearly every collection has one, so that a backup
	 * without any probably comes from a tool that did not record them.
	 */
	private static String indexes(CollectionDefinition collection) {
		if (!collection.indexes().isEmpty()) {
			return collection.indexes().stream().map(ShowBackupCommand::nameOf).collect(Collectors.joining(", "));
		}
		return switch (collection.kind()) {
			case VIEW -> "-";
			case TIME_SERIES -> "none";
			case COLLECTION -> "none recorded";
		};
	}

	static String nameOf(BsonDocument index) {
		return (index.get("name") instanceof BsonString name) ? name.getValue() : "?";
	}

	static String kind(CollectionDefinition collection) {
		return switch (collection.kind()) {
			case VIEW -> "view";
			case TIME_SERIES -> "time series";
			case COLLECTION -> collection.isCapped() ? "capped" : "collection";
		};
	}

}
