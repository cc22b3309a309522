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

	private final Services tools;

	private final Guards guards;

	CopyDbCommand(Services tools, Guards guards) {
		super(CommandSpec
			.of("copy-db", Group.COPIES, "Replace the database of one environment with that of another",
					"copy-db production:development")
			.aliases("copy_db")
			.argument("from:to", Completion.ENVIRONMENT_PAIR)
			.options(CommandSpec.QUERY_SET, CommandSpec.PARAM, CommandSpec.IN_PLACE, CommandSpec.UNSHARDED,
					CommandSpec.ALLOW_EMPTY, CommandSpec.IGNORE_FREE_SPACE, CommandSpec.YES, CommandSpec.CONFIRM,
					CommandSpec.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand invocation, Session session) {
		String[] names = Transfers.split(invocation.word(0), usage());
		Environment from = this.tools.environments().get().get(names[0]);
		Environment to = this.tools.environments().get().get(names[1]);
		this.tools.copier().get().requireDifferent(from, to);
		if (!invocation.has(CommandSpec.ALLOW_EMPTY)) {
			EmptySource.refuse(from);
		}
		from.requireReadable();
		Selector selector = Transfers.selector(this.tools, invocation, session, usage());
		Approval approval = approve(from, to, selector, invocation, session);
		TransferResult result;
		List<String> warnings;
		try (TransferProgress progress = new TransferProgress(session,
				"Connecting to '" + from.name() + "' and '" + to.name() + "'")) {
			result = this.tools.copier()
				.get()
				.copy(from, to, selector, approval, Transfers.options(invocation), progress);
			warnings = progress.warnings();
		}
		return CommandResult.of(JsonViews.of(from.name(), to.name(), result, warnings),
				(printed) -> Transfers.print(result, printed));
	}

	private Approval approve(Environment from, Environment to, Selector selector, ParsedCommand invocation,
			Session session) {
		List<String> arrivals;
		try (Ticker unused = Ticker.of(session, "Looking at environment '" + from.name() + "'")) {
			arrivals = Arrivals.of(from, selector, invocation.option(CommandSpec.QUERY_SET).orElse(null),
					invocation.has(CommandSpec.ALLOW_EMPTY));
		}
		return Transfers.approve(this.guards.of(session), to, "Replace all data with a copy of '" + from.name() + "'",
				Transfers.lost(to, session), arrivals, invocation.confirmation());
	}

}
