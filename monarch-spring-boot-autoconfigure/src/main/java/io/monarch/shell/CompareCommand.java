package io.monarch.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.monarch.compare.ComparedDatabase;
import io.monarch.compare.ComparisonOptions;
import io.monarch.compare.ComparisonResult;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.NearestName;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;

/**
 * Compares two environments or backups.
 */
final class CompareCommand extends AdminCommand {

	/** The maximum number of examples, so that they fit into memory. */
	private static final int MOST = 10_000;

	private static final Flag ONLY = new Flag("only", ' ', "collection", "Compare this collection and no others", false,
			true);

	private static final Flag EXCLUDE = new Flag("exclude", ' ', "collection", "Leave out this collection", false,
			true);

	static final Flag LIMIT = new Flag("limit", ' ', "number",
			"Show at most this number of examples for each collection, 10 by default", false);

	private final Services services;

	CompareCommand(Services services) {
		super(CommandSpec
			.of("compare", Group.COPIES, "Compare two environments or backups, without changing them",
					"compare production:development")
			.argument("a:b", Completion.SIDES)
			.options(ONLY, EXCLUDE, LIMIT, CommandSpec.DATABASE, CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String[] names = Transfers.split(command.word(0), usage());
		ComparisonOptions options = new ComparisonOptions(names(command, ONLY), names(command, EXCLUDE),
				limit(command));
		if (!Collections.disjoint(names(command, ONLY), names(command, EXCLUDE))) {
			throw ParsedCommand.invalid("--only and --exclude name the same collection.", usage());
		}
		ComparedDatabase a = side(names[0], command, session);
		ComparedDatabase b = side(names[1], command, session);
		ComparisonResult result;
		try (TransferProgress progress = new TransferProgress(session,
				"Connecting to '" + names[0] + "' and '" + names[1] + "'")) {
			result = this.services.comparison().get().compare(a, b, options, progress);
		}
		if (result.collections().isEmpty() && options.only().isEmpty() && options.exclude().isEmpty()) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Nothing was compared: neither '" + a.name() + "' nor '" + b.name() + "' has a collection.",
					"Check the names of the databases: 'monarch list-environments'.");
		}
		CommandResult shown = CommandResult.of(ComparisonViews.of(result),
				(printed) -> new ComparisonListing(result, printed).print());
		return result.isEqual() ? shown : shown
			.failing(new MonarchException(Kind.DIFFERENT, "'" + a.name() + "' and '" + b.name() + "' differ.", ""));
	}

	private static Set<String> names(ParsedCommand command, Flag flag) {
		return new LinkedHashSet<>(command.options(flag));
	}

	private int limit(ParsedCommand command) {
		String typed = command.option(LIMIT).orElse(Integer.toString(ComparisonOptions.EXAMPLES));
		try {
			int limit = Integer.parseInt(typed);
			if (limit >= 0 && limit <= MOST) {
				return limit;
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw ParsedCommand.invalid("--limit must be a number from 0 to " + MOST + ", not '" + typed + "'.", usage());
	}

	/**
	 * Return the environment with a name, or else the backup.
	 */
	private ComparedDatabase side(String name, ParsedCommand command, Session session) {
		if (this.services.environments().get().names().contains(name)) {
			return ComparedDatabase.of(this.services.environments().get().get(name));
		}
		String backup = BackupName.find(name, this.services.backups().get(), session);
		requireSide(backup);
		return ComparedDatabase.of(this.services.backups().get(), backup,
				command.option(CommandSpec.DATABASE).orElse(null));
	}

	/**
	 * Suggest an environment where a name is neither one nor a path nor a backup.
	 */
	private void requireSide(String name) {
		List<String> backups = this.services.backups().get().names();
		if (backups.contains(name) || BackupName.isPath(name)) {
			return;
		}
		List<String> known = new ArrayList<>(this.services.environments().get().names());
		known.addAll(backups);
		throw new MonarchException(Kind.BAD_INPUT,
				"'" + name + "' is neither an environment nor a backup in "
						+ this.services.backups().get().description() + "." + NearestName.question(name, known),
				"See 'monarch list-environments' and 'monarch list-backups'.");
	}

}
