package io.monarch.shell;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.monarch.backup.Prunable;
import io.monarch.backup.Prunable.Reason;
import io.monarch.backup.Pruned;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.shell.CommandSpec.Flag;
import io.monarch.shell.CommandSpec.Group;
import io.monarch.transfer.TransferListener;
import org.jspecify.annotations.Nullable;

/**
 * Deletes old backups.
 */
final class PruneBackupsCommand extends AdminCommand {

	private static final Flag KEEP_LAST = new Flag("keep-last", ' ', "N",
			"Keep the last N good ones of each environment and query set; required unless --keep-days is given", false);

	private static final Flag KEEP_DAYS = new Flag("keep-days", ' ', "D",
			"Keep all of the last D days; required unless --keep-last is given", false);

	private static final Flag VERIFY = new Flag("verify", ' ', null,
			"First read every byte of the backups that are kept as the last good ones", false);

	/** The maximum number of names in a notice. */
	private static final int SHOWN = 3;

	private final Services services;

	private final Guards guards;

	private final Clock clock;

	PruneBackupsCommand(Services services, Guards guards, Clock clock) {
		super(CommandSpec
			.of("prune-backups", Group.BACKUPS, "Delete old backups, but never the last good one of an environment",
					"prune-backups --keep-last 7 --keep-days 30")
			.options(KEEP_LAST, KEEP_DAYS, VERIFY, CommandSpec.YES, CommandSpec.OUTPUT));
		this.services = services;
		this.guards = guards;
		this.clock = clock;
	}

	@Override
	CommandResult run(ParsedCommand command, Session session) {
		if (!command.has(KEEP_LAST) && !command.has(KEEP_DAYS)) {
			throw ParsedCommand.invalid("'prune-backups' needs --keep-last, --keep-days or both.", usage());
		}
		Prunable prunable = find(command, session);
		sayWhatIsNotCounted(prunable, session);
		prunable.lastProven()
			.forEach((entry) -> session.say("Kept as the last proven backup of environment '" + entry.environment()
					+ "': " + entry.name() + "."));
		Pruned pruned = prunable.entries().isEmpty() ? new Pruned(List.of(), List.of())
				: prune(prunable, command, session);
		pruned.failures().stream().skip(1).forEach(session::say);
		return CommandResult.of(pruned.deleted().stream().map(JsonViews::of).toList(), (to) -> {
			pruned.deleted().forEach((entry) -> to.output().result("Deleted " + entry.name()));
			if (prunable.entries().isEmpty()) {
				to.inform("No backups to prune.");
			}
		}).failing(failure(pruned));
	}

	private static @Nullable MonarchException failure(Pruned pruned) {
		return pruned.failures().isEmpty() ? null : new MonarchException(Kind.FAILED, pruned.failures().get(0),
				"Check this user's permissions in the store, and run it again.");
	}

	private Prunable find(ParsedCommand command, Session session) {
		int keepLast = number(command, KEEP_LAST);
		int keepDays = number(command, KEEP_DAYS);
		boolean verify = command.has(VERIFY);
		try (Ticker unused = Ticker.of(session, verify ? "Reading the last backups" : "Looking at the backups")) {
			return this.services.backups().get().findPrunable(keepLast, keepDays, verify, new TransferListener() {
			});
		}
	}

	/**
	 * Print the backups that do not count, since a user may rely on them.
	 */
	private static void sayWhatIsNotCounted(Prunable prunable, Session session) {
		Map<Reason, List<String>> names = new EnumMap<>(Reason.class);
		prunable.uncounted()
			.forEach((each) -> names.computeIfAbsent(each.reason(), (reason) -> new ArrayList<>())
				.add(each.entry().name()));
		names.forEach((reason, backups) -> session.say("Kept, and not counted as good: " + shorten(backups) + ", "
				+ ((backups.size() > 1) ? "which are " : "which is ") + reason.text() + "."));
	}

	private static String shorten(List<String> names) {
		int more = names.size() - SHOWN;
		return String.join(", ", names.subList(0, Math.min(names.size(), SHOWN)))
				+ ((more > 0) ? " and " + more + " more" : "");
	}

	private Pruned prune(Prunable prunable, ParsedCommand command, Session session) {
		Instant now = this.clock.instant();
		this.guards.of(session)
			.requireConfirmation("Delete backups in " + this.services.backups().get().description(),
					prunable.entries()
						.stream()
						.map((entry) -> entry.name() + ": " + Sizes.bytes(entry.size()) + ", "
								+ Sizes.age(entry.createdAt(), now))
						.toList(),
					command.confirmation());
		return this.services.backups().get().prune(prunable);
	}

	private static int number(ParsedCommand command, Flag option) {
		String value = command.option(option).orElse("0");
		if (!value.matches("\\d{1,6}") || (command.has(option) && Integer.parseInt(value) < 1)) {
			throw ParsedCommand.invalidValue(option, value, "a positive number");
		}
		return Integer.parseInt(value);
	}

}
