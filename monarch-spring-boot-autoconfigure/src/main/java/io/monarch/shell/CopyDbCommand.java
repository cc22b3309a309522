package io.monarch.shell;

import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.queryset.Selector;
import io.monarch.safety.Approval;
import io.monarch.shell.Usage.Completion;
import io.monarch.shell.Usage.Group;
import io.monarch.transfer.EmptySource;
import io.monarch.transfer.TransferResult;

/**
 * Replaces the database of one environment by that of another.
 */
final class CopyDbCommand extends AdminCommand {

	private final Toolbelt tools;

	private final Guards guards;

	CopyDbCommand(Toolbelt tools, Guards guards) {
		super(Usage
			.of("copy-db", Group.COPIES, "Replace the database of one environment by that of another",
					"copy-db production:development")
			.aliases("copy_db")
			.argument("from:to", Completion.ENVIRONMENT_PAIR)
			.options(Usage.QUERY_SET, Usage.PARAM, Usage.IN_PLACE, Usage.UNSHARDED, Usage.ALLOW_EMPTY,
					Usage.IGNORE_FREE_SPACE, Usage.YES, Usage.CONFIRM, Usage.OUTPUT));
		this.tools = tools;
		this.guards = guards;
	}

	@Override
	void run(Invocation invocation, Session session) {
		String[] names = Transfers.split(invocation.word(0), usage());
		Environment from = this.tools.environments().get().get(names[0]);
		Environment to = this.tools.environments().get().get(names[1]);
		this.tools.copier().get().requireDifferent(from, to);
		if (!invocation.has(Usage.ALLOW_EMPTY.name())) {
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
		if (invocation.isJson()) {
			session.output().json(Shapes.of(from.name(), to.name(), result, warnings));
		}
		else {
			Transfers.print(result, session);
		}
	}

	private Approval approve(Environment from, Environment to, Selector selector, Invocation invocation,
			Session session) {
		List<String> arrivals;
		try (Ticker unused = Ticker.of(session, "Looking at environment '" + from.name() + "'")) {
			arrivals = Arrivals.of(from, selector, invocation.option(Usage.QUERY_SET.name()).orElse(null),
					invocation.has(Usage.ALLOW_EMPTY.name()));
		}
		return Transfers.approve(this.guards.of(session), to, "Copy '" + from.name() + "' over everything",
				Transfers.lost(to, session), arrivals, invocation.consent());
	}

}
