package io.monarch.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.Protection;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.shell.terminal.Color;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Table.Cell;

/**
 * Lists the environments, without connecting to any.
 */
final class ListEnvironmentsCommand extends AdminCommand {

	private final Supplier<Environments> environments;

	ListEnvironmentsCommand(Supplier<Environments> environments) {
		super(CommandSpec.of("list-environments", Group.ENVIRONMENTS, "List the environments", "list-environments")
			.aliases("list_environments")
			.options(CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.environments = environments;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		List<Environment> all = this.environments.get().all();
		List<Environment> compared = this.environments.get().compared();
		this.environments.get()
			.failures()
			.values()
			.forEach((failure) -> session.say("Warning: " + failure.getMessage() + " It is left out here."));
		this.environments.get()
			.sourceFailures()
			.values()
			.forEach((failure) -> session.say("Warning: " + failure.getMessage() + " " + failure.action()));
		warnOfShared(all, session);
		return CommandResult.of(all.stream().map((each) -> JsonViews.of(each, protection(each, compared))).toList(),
				(to) -> print(all, compared, to));
	}

	private static void print(List<Environment> all, List<Environment> compared, Session session) {
		if (all.isEmpty()) {
			session
				.say("There are no environments. Configure monarch.environments.<name>.uri; 'monarch init' shows how.");
		}
		else {
			Table table = new Table(Column.name("NAME"), Column.text("HOSTS").rank(3), Column.kept("DATABASE").rank(1),
					Column.kept("PROTECTION"), Column.kept("").rank(2));
			all.forEach((environment) -> {
				Protection protection = protection(environment, compared);
				Color ink = Highlighter.color(protection);
				table.row(new Cell(environment.name(), ink), String.join(",", environment.hosts()),
						environment.database(), new Cell(protection.text(), ink),
						environment.isApplication() ? "the application's own" : "");
			});
			new Listing(session, table).print(summary(all, compared));
		}
	}

	private static String summary(List<Environment> all, List<Environment> compared) {
		return Sizes.count(all.size(), "environment") + ": " + Arrays.stream(Protection.values())
			.map((protection) -> Map.entry(protection,
					all.stream().filter((environment) -> protection(environment, compared) == protection).count()))
			.filter((each) -> each.getValue() > 0)
			.map((each) -> Sizes.count(each.getValue()) + " " + each.getKey().text())
			.collect(Collectors.joining(", "));
	}

	private static Protection protection(Environment environment, List<Environment> compared) {
		return DatabaseProtection.configured(environment, compared).protection();
	}

	private static void warnOfShared(List<Environment> environments, Session session) {
		for (List<Environment> same : DatabaseProtection.grouped(environments)) {
			if (same.size() > 1) {
				String names = same.stream().map((each) -> "'" + each.name() + "'").collect(Collectors.joining(", "));
				int last = names.lastIndexOf(", ");
				session.say("Warning: " + names.substring(0, last) + " and " + names.substring(last + 2)
						+ " are the same database, " + same.get(0).database() + " on "
						+ same.stream()
							.flatMap((each) -> each.hosts().stream())
							.distinct()
							.collect(Collectors.joining(","))
						+ ".");
			}
		}
	}

}
