package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.foreign.ForeignTool;
import io.monarch.foreign.Verdict;
import io.monarch.lock.LockHolder;
import io.monarch.migration.HistoryImportRequest;
import io.monarch.migration.HistoryImportResult;
import io.monarch.migration.HistoryImportResult.Entry;
import io.monarch.migration.MigrationListener;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

/**
 * Imports the history of another migration tool.
 */
final class ImportHistoryCommand extends AdminCommand {

	private static final Flag FROM = new Flag("from", ' ', "tool",
			"The tool whose history to import, if there are " + "several: " + String.join(", ", ForeignTool.options()),
			false);

	private static final Flag COLLECTION = new Flag("collection", ' ', "name",
			"The collection of that history, if it is not recognized", false);

	private static final Flag DRY_RUN = new Flag("dry-run", ' ', null, "Only print what would be imported", false);

	private static final Flag ACCEPT = new Flag("accept", ' ', "id=completed|pending",
			"Decide about an entry of the other history, by its old id", false, true);

	private final Services services;

	private final Guards guards;

	private final Clock clock;

	ImportHistoryCommand(Services services, Guards guards, Clock clock) {
		super(CommandSpec
			.of("import-history", Group.MIGRATIONS,
					"Import the history of Mongock, Flamingock, migrate-mongo or the Python monarch",
					"import-history staging --dry-run")
			.aliases("import_history")
			.argument("env", Completion.ENVIRONMENTS)
			.options(FROM, COLLECTION, DRY_RUN, ACCEPT, CommandSpec.CONFIRM_MANY, CommandSpec.YES_IN_VAIN,
					CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
		this.guards = guards;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		HistoryImportRequest request = request(command);
		ManyEnvironments many = ManyEnvironments.of(command.word(0), this.services, session);
		if (many != null) {
			ImportMany.Work work = work(request);
			return command.has(DRY_RUN) ? new ImportMany(this.guards).dryRun(many, work, command, session)
					: new ImportMany(this.guards).run(many, work, command, session);
		}
		Environment environment = this.services.environments().get().get(command.word(0));
		HistoryImportResult planned = this.services.migrations().get().dryRunImport(environment, request);
		boolean dryRun = command.has(DRY_RUN);
		if (dryRun || !planned.undecided().isEmpty()) {
			return result(planned, environment, dryRun).failing(failure(planned, environment));
		}
		this.guards.of(session)
			.requireProof(environment,
					"Import " + Sizes.count(planned.imported(), "record") + " from the history of " + name(planned),
					planned.entries()
						.stream()
						.filter((entry) -> entry.id() != null)
						.map((entry) -> entry.name() + "  " + entry.verdict())
						.toList(),
					command.confirmation());
		HistoryImportResult done = this.services.migrationRunner()
			.get()
			.importHistory(environment, request, new MigrationListener() {

				@Override
				public void waiting(Environment where, LockHolder holder) {
					session.output()
						.notice("Waiting for the lock of '" + where.name() + "', held by "
								+ Sizes.holder(holder, Instant.now()));
				}

			});
		return result(done, environment, false).failing(failure(done, environment));
	}

	private ImportMany.Work work(HistoryImportRequest request) {
		return new ImportMany.Work((environment) -> this.services.migrations().get().dryRunImport(environment, request),
				(environment) -> this.services.migrationRunner()
					.get()
					.importHistory(environment, request, new MigrationListener() {
					}),
				(result, dryRun) -> summary(result, null, dryRun));
	}

	private HistoryImportRequest request(ParsedCommand command) {
		ForeignTool from = null;
		Optional<String> named = command.option(FROM);
		if (named.isPresent()) {
			from = ForeignTool.of(named.get())
				.orElseThrow(() -> ParsedCommand.invalid(
						"--from must be one " + "of " + String.join(", ", ForeignTool.options()) + ", not '"
								+ named.get() + "'." + NearestName.question(named.get(), ForeignTool.options()),
						usage()));
		}
		Map<String, Verdict> accepted = new LinkedHashMap<>();
		for (String each : command.options(ACCEPT)) {
			int split = each.lastIndexOf('=');
			String as = each.substring(split + 1);
			if (split < 1 || (!as.equals("completed") && !as.equals("pending"))) {
				throw ParsedCommand.invalid(
						"--accept must be an old id with '=completed' or '=pending', not " + "'" + each + "'.",
						usage());
			}
			Verdict verdict = as.equals("completed") ? Verdict.COMPLETED : Verdict.PENDING;
			Verdict other = accepted.put(each.substring(0, split), verdict);
			if (other != null && other != verdict) {
				throw ParsedCommand.invalid(
						"'" + each.substring(0, split) + "' is accepted both as completed and as pending.", usage());
			}
		}
		return new HistoryImportRequest(from, command.option(COLLECTION).orElse(null), accepted);
	}

	private static @Nullable MonarchException failure(HistoryImportResult result, Environment environment) {
		List<Entry> undecided = result.undecided();
		if (undecided.isEmpty()) {
			return null;
		}
		return new MonarchException(Kind.REFUSED,
				Sizes.count(undecided.size()) + ((undecided.size() == 1) ? " entry" : " entries")
						+ " of the history of " + name(result) + " cannot be decided, such as '"
						+ undecided.get(0).name() + "'. Nothing was changed.",
				"Look at the data, then decide each of them: 'monarch import-history " + environment.name()
						+ " --accept \"" + undecided.get(0).name() + "=completed\"', or '=pending'.");
	}

	private static String name(HistoryImportResult result) {
		return result.from().title() + " in collection '" + result.collection() + "'";
	}

	private CommandResult result(HistoryImportResult result, Environment environment, boolean dryRun) {
		return CommandResult.of(JsonViews.of(result), (to) -> print(result, environment, dryRun, to));
	}

	private void print(HistoryImportResult result, Environment environment, boolean dryRun, Session session) {
		result.warnings().forEach(session::say);
		ImportListing.of(result.entries(), session, this.clock.instant()).print(summary(result, environment, dryRun));
	}

	private static String summary(HistoryImportResult result, @Nullable Environment environment, boolean dryRun) {
		List<String> counts = new ArrayList<>();
		for (Verdict verdict : Verdict.values()) {
			long count = result.entries().stream().filter((entry) -> entry.verdict() == verdict).count();
			if (count > 0) {
				counts.add(Sizes.count(count) + " " + ImportListing.word(verdict));
			}
		}
		boolean undecided = !result.undecided().isEmpty();
		String what = undecided ? "Nothing was imported"
				: (dryRun ? "Would import " : "Imported ") + Sizes.count(result.imported(), "record");
		return what + " from the history of " + name(result)
				+ ((undecided || environment == null) ? "" : " into '" + environment.name() + "'") + ": "
				+ String.join(", ", counts) + "." + warned(result);
	}

	private static String warned(HistoryImportResult result) {
		long count = result.entries().stream().filter(Entry::warning).count();
		return (count == 0) ? "" : " Check " + Sizes.count(count) + " marked with '!'.";
	}

}
