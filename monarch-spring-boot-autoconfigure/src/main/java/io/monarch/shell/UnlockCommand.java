package io.monarch.shell;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.lock.LockHolder;
import io.monarch.lock.UnreadableLockException;
import io.monarch.safety.DestructiveAction;
import io.monarch.shell.CommandSpec.Completion;
import io.monarch.shell.CommandSpec.Group;
import org.jspecify.annotations.Nullable;

/**
 * Removes the lock of an environment, regardless of its holder.
 */
final class UnlockCommand extends AdminCommand {

	private final Services services;

	private final Guards guards;

	UnlockCommand(Services services, Guards guards) {
		super(CommandSpec
			.of("unlock", Group.MIGRATIONS, "Show who holds the lock of an environment, and remove it",
					"unlock staging")
			.argument("env", Completion.ENVIRONMENT)
			.options(CommandSpec.YES, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		Environment environment = this.services.environments().get().get(command.word(0));
		LockHolder holder = null;
		String loss;
		try {
			Optional<LockHolder> found = this.services.locks().get().holder(environment);
			if (found.isEmpty()) {
				return result(environment, null, false);
			}
			holder = found.get();
			loss = "the lock that is held by " + Sizes.holder(holder, Instant.now())
					+ "; if that process is still running, its migration is interrupted";
		}
		catch (UnreadableLockException ex) {
			loss = "the lock as it is: " + ex.getMessage();
		}
		this.guards.of(session)
			.requireConfirmation(new DestructiveAction(environment, "Remove the lock", List.of(loss)),
					command.confirmation());
		if (holder != null) {
			this.services.locks().get().unlock(environment, holder);
		}
		else {
			this.services.locks().get().unlock(environment);
		}
		return result(environment, holder, true);
	}

	private static CommandResult result(Environment environment, @Nullable LockHolder holder, boolean unlocked) {
		return CommandResult.ofLine(JsonViews.ofLock(environment, holder, unlocked),
				unlocked ? "Removed the lock of '" + environment.name() + "'"
						: "No process holds the lock of '" + environment.name() + "'");
	}

}
