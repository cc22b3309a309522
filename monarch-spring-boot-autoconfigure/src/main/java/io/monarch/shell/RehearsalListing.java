package io.monarch.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.monarch.rehearsal.CollectionChange;
import io.monarch.rehearsal.CollectionScan;
import io.monarch.rehearsal.RehearsalResult;
import io.monarch.rehearsal.RehearsalWarning;
import io.monarch.rehearsal.RehearsedMigration;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;

/**
 * Prints the result of a rehearsal.
 */
final class RehearsalListing {

	private RehearsalListing() {
	}

	static void print(RehearsalResult result, Session session) {
		if (result.migrations().isEmpty()) {
			session.output().result("Nothing is pending on '" + result.environment() + "'.");
		}
		else {
			Table table = new Table(Column.name("MIGRATION"), Column.name("STATE"), Column.number("TIME"),
					Column.number("EXPECTED").rank(1), Column.number("WARNINGS"));
			result.migrations()
				.forEach((each) -> table.row(each.id(), each.completed() ? "completed" : "failed",
						Sizes.duration(each.duration()), Sizes.duration(each.expected()), each.warnings().size()));
			result.pending().forEach((id) -> table.row(id, "not run", "", "", ""));
			session.output().table(table);
			result.migrations().forEach((each) -> lines(each).forEach(session.output()::result));
		}
		result.notes().forEach((note) -> session.output().result("Note: " + note));
		session.output().result("Rehearsed on '" + result.on() + "' (" + result.server() + ")");
		session.output()
			.result("Copied " + (result.partial() ? "a part of the data: " : "all data: ")
					+ Sizes.count(result.documents(), "document") + " in " + Sizes.duration(result.copyDuration()));
		if (result.kept() != null) {
			session.output().result("Kept: database " + result.kept() + " on the server of '" + result.on() + "'");
		}
	}

	private static List<String> lines(RehearsedMigration migration) {
		List<String> lines = new ArrayList<>();
		lines.add("");
		lines.add(migration.id());
		for (CollectionChange change : migration.collections()) {
			lines.add("  " + change.name() + ": " + Sizes.count(change.inserted()) + " inserted, "
					+ Sizes.count(change.changed()) + " changed, " + Sizes.count(change.removed()) + " removed");
		}
		migration.definitions().forEach((each) -> lines.add("  " + each));
		for (CollectionScan scan : migration.scans()) {
			lines.add("  reads all of " + scan.collection() + " (" + Sizes.count(scan.documents(), "document") + "): "
					+ scan.command() + " " + scan.shape() + ", " + Sizes.count(scan.runs(), "time"));
		}
		Duration limit = migration.transactionLimit();
		if (!migration.longestTransaction().isZero()) {
			lines.add("  longest transaction: " + Sizes.duration(migration.longestTransaction())
					+ ((limit != null) ? " of at most " + Sizes.duration(limit) : ""));
		}
		lines.add("  survives being killed: " + migration.survival().description());
		for (RehearsalWarning warning : migration.warnings()) {
			lines.add("  Warning: " + warning.message());
		}
		return lines;
	}

}
