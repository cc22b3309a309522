package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.queryset.Selector;
import io.monarch.safety.Approval;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.TransferResult;

/**
 * Replaces the database of one environment with that of another.
 */
final class CopyDbCommand extends AdminCommand {

	private final Services services;

	private final Guards guards;

	CopyDbCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("copy-db", Group.COPIES, "Replace the database of one environment with that of another",
					"copy-db production:development")
			.aliases("copy_db")
			.argument("from:to", Completion.ENVIRONMENT_PAIR)
			.options(CommandSpec.QUERY_SET, CommandSpec.PARAM, CommandSpec.IN_PLACE, CommandSpec.UNSHARDED,
					CommandSpec.ALLOW_EMPTY, CommandSpec.IGNORE_FREE_SPACE, CommandSpec.YES, CommandSpec.CONFIRM,
					CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		String[] names = Transfers.split(command.word(0), usage());
		Environment from = this.services.environments().get().get(names[0]);
		Environment to = this.services.environments().get().get(names[1]);
		this.services.copier().get().requireDifferent(from, to);
		if (!command.has(CommandSpec.ALLOW_EMPTY)) {
			EmptySource.refuse(from);
		}
		from.requireReadable();
		Selector selector = Transfers.selector(this.services, command, session, usage());
		Approval approval = approve(from, to, selector, command, session);
		TransferResult result;
		List<String> warnings;
		try (TransferProgress progress = new TransferProgress(session,
				"Connecting to '" + from.name() + "' and '" + to.name() + "'")) {
			result = this.services.copier()
				.get()
				.copy(from, to, selector, approval, Transfers.options(command), progress);
			warnings = progress.warnings();
		}
		return CommandResult.of(JsonViews.of(from.name(), to.name(), result, warnings),
				(printed) -> Transfers.print(result, printed));
	}

	private Approval approve(Environment from, Environment to, Selector selector, ParsedCommand command,
			Session session) {
		List<String> arrivals;
		try (Ticker unused = Ticker.of(session, "Looking at environment '" + from.name() + "'")) {
			arrivals = Arrivals.of(from, selector, command.option(CommandSpec.QUERY_SET).orElse(null),
					command.has(CommandSpec.ALLOW_EMPTY));
		}
		return Transfers.approve(this.guards.of(session), to, "Replace all data with a copy of '" + from.name() + "'",
				Transfers.lost(to, session), arrivals, command.confirmation());
	}

}
