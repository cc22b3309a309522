package io.monarch.shell;

import java.util.List;

import io.monarch.queryset.QuerySetDescription;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.shell.terminal.Column;
import io.monarch.shell.terminal.Table;

/**
 * Lists the query sets.
 */
final class ListQuerySetsCommand extends AdminCommand {

	private final Services services;

	ListQuerySetsCommand(Services services) {
		super(CommandSpec.of("list-query-sets", Group.COPIES, "List the query sets", "list-query-sets")
			.aliases("list_query_sets")
			.options(CommandSpec.OUTPUT, CommandSpec.NO_PAGER));
		this.services = services;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		List<QuerySetDescription> all = this.services.querySets().get().list();
		return CommandResult.of(all.stream().map(JsonViews::of).toList(), (to) -> print(all, to));
	}

	private static void print(List<QuerySetDescription> all, Session session) {
		if (all.isEmpty()) {
			session.say("There are no query sets. 'monarch generate-query-set <words>' creates one.");
		}
		else {
			Table table = new Table(Column.name("NAME"), Column.kept("PARAMETERS"), Column.text("DESCRIPTION").rank(1));
			all.forEach((each) -> table.row(each.name(), String.join(", ", each.parameters()), each.description()));
			new Listing(session, table).print(Sizes.count(all.size(), "query set"));
		}
	}

}
