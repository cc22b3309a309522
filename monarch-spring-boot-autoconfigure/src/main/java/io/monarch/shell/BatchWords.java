package io.monarch.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MigrationStatus.Pause;
import io.monarch.migration.MigrationStatus.Progress;
import io.monarch.migration.MigrationTraits;
import io.monarch.migration.Migrations;
import org.jspecify.annotations.Nullable;

/**
 * Describes how far a migration is, and what happens to a batch migration next.
 */
final class BatchWords {

	private BatchWords() {
	}

	/**
	 * Require that there is such a migration, and that it is a batch migration.
	 * @param consequence the reason why another one will not do
	 */
	static void requireBatch(String id, Environment environment, Migrations migrations, String consequence) {
		migrations.requireKnown(id, environment);
		if (!migrations.traits(id).map(MigrationTraits::batch).orElse(false)) {
			throw new MonarchException(Kind.BAD_INPUT,
					"Migration '" + id + "' is not a batch migration, " + consequence + ".",
					"See 'monarch show-migration " + id + " " + environment.name() + "'.");
		}
	}

	/**
	 * Return how far a migration is, such as
	 * {@code 4,000,000 of 10,000,000 (40 %), 21,000/s, 4 min 45 s left}.
	 */
	static String progress(Progress progress) {
		List<String> parts = new ArrayList<>();
		parts.add(position(progress));
		if (progress.perSecond() > 0) {
			parts.add(Sizes.rate(progress.perSecond()));
		}
		Duration left = progress.left();
		if (left != null) {
			parts.add(Sizes.about(left) + " left");
		}
		return String.join(", ", parts);
	}

	private static String position(Progress progress) {
		Integer percent = progress.percent();
		return Sizes.count(progress.done())
				+ ((percent != null) ? " of " + Sizes.count(progress.total()) + " (" + percent + " %)" : "");
	}

	/**
	 * Return the position with a word before it, or an empty text if it is not known.
	 */
	static String at(MigrationStatus status) {
		Progress progress = status.progress();
		return (progress != null) ? " at " + position(progress) : "";
	}

	/**
	 * Return who paused it, and what continues it.
	 */
	private static String paused(MigrationStatus status, Pause pause, Environment environment, Instant now) {
		return "paused by " + pause.by() + " since " + Sizes.time(pause.since(), now) + at(status) + "; "
				+ command("resume", status, environment) + " continues it";
	}

	/**
	 * Return the remark on a batch migration that has begun, but not on one that is
	 * running, or {@code null} if there is nothing to say.
	 */
	static @Nullable String stopped(MigrationStatus status, Environment environment, Instant now) {
		Pause pause = status.pause();
		if (status.recordedState() == MigrationState.FAILED) {
			String paused = (pause != null) ? "paused by " + pause.by() + " since " + Sizes.time(pause.since(), now)
					: null;
			String stopped = (status.batch() != null && status.progress() != null) ? "stopped" + at(status) : null;
			return (stopped != null && paused != null) ? stopped + ", and " + paused
					: (stopped != null) ? stopped : paused;
		}
		if (pause != null) {
			return paused(status, pause, environment, now);
		}
		return status.isWaiting() ? "not running" + at(status) + "; an instance of the application continues it" : null;
	}

	/**
	 * Return the next step for a batch migration that is paused, or that waits, or
	 * {@code null}.
	 */
	static @Nullable String next(MigrationStatus status, Environment environment) {
		if (status.pause() != null) {
			return "Continue it with " + command("resume", status, environment) + "." + environment.nameHint();
		}
		return status.isWaiting() ? afterResume(status, environment) : null;
	}

	/**
	 * Return what happens to a migration that was just paused.
	 */
	static String afterPause(MigrationStatus status, Environment environment) {
		return (isRunning(status) ? "Its process stops within two seconds. " : "") + "Continue it with "
				+ command("resume", status, environment) + "." + environment.nameHint();
	}

	/**
	 * Return what happens to a migration that may continue.
	 */
	static String afterResume(MigrationStatus status, Environment environment) {
		if (isRunning(status)) {
			return "Its process continues it within two seconds.";
		}
		if (status.isWaiting()) {
			return "An instance of the application continues it, and so does 'monarch migrate " + environment.name()
					+ "'." + environment.nameHint();
		}
		return (status.recordedState() == MigrationState.FAILED)
				? "It has failed: " + command("show-migration", status, environment) + " shows the next step."
						+ environment.nameHint()
				: "The next start continues it, and so does 'monarch migrate " + environment.name() + "'."
						+ environment.nameHint();
	}

	private static boolean isRunning(MigrationStatus status) {
		return status.activity() != null && status.activity().running();
	}

	private static String command(String verb, MigrationStatus status, Environment environment) {
		return "'monarch " + verb + " " + status.id() + " " + environment.name() + "'";
	}

}
