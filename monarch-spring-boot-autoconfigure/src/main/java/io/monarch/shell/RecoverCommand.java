package io.monarch.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.safety.Approval;
import io.monarch.safety.DestructiveAction;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.transfer.InterruptedReplacement;
import io.monarch.transfer.InterruptedReplacement.Kind;
import io.monarch.transfer.InterruptedReplacement.Outcome;
import io.monarch.transfer.ReplacementRecovery;
import org.jspecify.annotations.Nullable;

/**
 * Shows an interrupted replacement of a database, completes it, or abandons it.
 */
final class RecoverCommand extends AdminCommand {

	private static final int SHOWN = 10;

	private final Services services;

	private final Guards guards;

	RecoverCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("recover", Group.COPIES, "Complete or abandon an interrupted copy or restore", "recover staging")
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.YES, CommandSpec.CONFIRM, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(0));
		ReplacementRecovery recovery = this.services.recovery().get();
		Optional<InterruptedReplacement> found = recovery.find(environment);
		found.ifPresent((interrupted) -> show(environment, interrupted, session));
		try {
			// This also drops uncommitted data.
			recovery.complete(environment,
					(holder) -> session.output()
						.notice("Waiting for the lock of '" + environment.name() + "', held by "
								+ Sizes.holder(holder, Instant.now())));
		}
		catch (MonarchException ex) {
			InterruptedReplacement left = recovery.find(environment).orElse(null);
			if (left == null || !left.isAbandonable()) {
				throw (left != null) ? stuck(environment, left, ex) : ex;
			}
			session.output().notice(String.valueOf(ex.getMessage()));
			abandon(environment, left, recovery, command, session);
			return result(environment, left, "ABANDONED");
		}
		return result(environment, found.orElse(null), found.isPresent() ? "RECOVERED" : "NOTHING");
	}

	private static void show(Environment environment, InterruptedReplacement interrupted, Session session) {
		Instant since = interrupted.since();
		session.output()
			.notice("Replacing the database of " + "environment " + environment.description() + " with "
					+ interrupted.source() + " is not complete"
					+ ((since != null) ? ". It began " + Sizes.time(since, Instant.now()) : "") + ".");
		if (interrupted.kind() == Kind.SWAP) {
			int steps = interrupted.done().size() + interrupted.left().size();
			session.output().notice(interrupted.done().size() + " of " + steps + " steps are done. Left to do:");
			interrupted.left().stream().limit(SHOWN).forEach((step) -> session.output().notice("  " + step));
			if (interrupted.left().size() > SHOWN) {
				session.output().notice("  and " + (interrupted.left().size() - SHOWN) + " more");
			}
		}
	}

	/**
	 * Return the failure if neither retrying nor abandoning helps, with the next step.
	 */
	private static MonarchException stuck(Environment environment, InterruptedReplacement left, MonarchException why) {
		String again = (left.kind() == Kind.IN_PLACE) ? "Run the interrupted copy or restore again"
				: "Fix the cause and run 'monarch recover " + environment.name() + "' again";
		return new MonarchException(why.kind(), String.valueOf(why.getMessage()),
				again + "; or replace the whole database with 'monarch copy-db' or 'monarch restore'.", why);
	}

	private void abandon(Environment environment, InterruptedReplacement left, ReplacementRecovery recovery,
			ParsedCommand command, Session session) {
		List<String> lost = new ArrayList<>();
		if (left.outcome() == Outcome.OLD) {
			lost.add("the new data from " + left.source() + ", of which nothing is in use: the old database stays");
		}
		else if (left.outcome() == Outcome.NEW) {
			lost.add("the rest of the replacement: the new database stays as it is, without these steps");
			left.left().stream().limit(SHOWN).forEach((step) -> lost.add("to " + step));
		}
		else {
			lost.add("the record of the replacement, whose plan cannot be read: the database stays as it is, and may be"
					+ " partly the old one and partly a new one");
		}
		Approval approval = this.guards.of(session)
			.approve(new DestructiveAction(environment, "Abandon the replacement", lost), command.confirmation());
		recovery.abandon(environment, left, approval,
				(holder) -> session.output()
					.notice("Waiting for the lock of '" + environment.name() + "', held by "
							+ Sizes.holder(holder, Instant.now())));
	}

	private static CommandResult result(Environment environment, @Nullable InterruptedReplacement interrupted,
			String state) {
		return CommandResult.ofLine(JsonViews.of(environment, interrupted, state), switch (state) {
			case "RECOVERED" -> "Recovered environment '" + environment.name() + "': its database is complete";
			case "ABANDONED" -> "Abandoned the replacement: environment '" + environment.name() + "' has the "
					+ ((interrupted == null || interrupted.outcome() == Outcome.MIXED) ? "database as it was found"
							: (interrupted.outcome() == Outcome.OLD) ? "old database" : "new database");
			default -> "Nothing to recover in environment '" + environment.name() + "': its database is complete";
		});
	}

}
