package io.monarch.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MigrationStatus.Attempt;
import io.monarch.migration.MigrationStatus.Progress;
import io.monarch.shell.terminal.Color;
import io.monarch.shell.terminal.Table;
import io.monarch.shell.terminal.Text;

/**
 * Describes the state of a migration, including whether it is running, and the recorded
 * state of a missing one.
 */
final class StateWords {

	/** The maximum length of a remark in an overview. */
	private static final int SHORT = 200;

	private StateWords() {
	}

	static Table.Cell cell(MigrationStatus status) {
		return cell(of(status), status);
	}

	/**
	 * Return a cell of an overview without other columns.
	 */
	static Table.Cell cellWithShare(MigrationStatus status) {
		return cell(withShare(status), status);
	}

	/**
	 * Return the state, with the share that is done if it has begun and not ended.
	 */
	static String withShare(MigrationStatus status) {
		Progress progress = status.progress();
		Integer percent = (progress != null) ? progress.percent() : null;
		return of(status) + ((percent != null) ? " " + percent + " %" : "");
	}

	private static Table.Cell cell(String text, MigrationStatus status) {
		Color ink = (status.recordedState() == MigrationState.FAILED || status.isAbandoned()) ? Color.RED
				: color(status.state());
		return new Table.Cell(text, ink);
	}

	static String of(MigrationStatus status) {
		String state = recorded(status);
		if (status.state() == MigrationState.MISSING) {
			return (status.recordedState() == MigrationState.COMPLETED) ? "MISSING" : "MISSING, " + state;
		}
		Attempt attempt = status.attempt();
		return (attempt != null && attempt.marked()) ? state + " (marked)" : state;
	}

	private static String recorded(MigrationStatus status) {
		String activity = status.activityName();
		if (activity != null) {
			return activity;
		}
		return status.isToBeRepeated() ? "NEW" : status.recordedState().name();
	}

	/**
	 * Return the remark for overviews.
	 */
	static String shortRemark(MigrationStatus status, Environment environment, Instant now) {
		return Text.shorten(remark(status, environment, now), SHORT);
	}

	/**
	 * Tell whether overviews leave out a part of the remark.
	 */
	static boolean isShortened(MigrationStatus status, Environment environment, Instant now) {
		return Text.width(remark(status, environment, now).strip().replaceAll("\\s+", " ")) > SHORT;
	}

	/**
	 * Return a hint where the complete remark is shown.
	 */
	static String more(MigrationStatus status, Environment environment) {
		return "'monarch show-migration " + status.id() + " " + environment.name() + "' shows all of it.";
	}

	/**
	 * Return a remark in one line: the error, or where it is running, or what continues
	 * it.
	 */
	static String remark(MigrationStatus status, Environment environment, Instant now) {
		List<String> remarks = new ArrayList<>();
		Attempt attempt = status.attempt();
		String stopped = BatchWords.stopped(status, environment, now);
		if (stopped != null) {
			remarks.add(stopped);
		}
		else if (status.activity() != null && status.activity().running()) {
			remarks.add("on " + status.activity().owner()
					+ ((status.progress() != null) ? ", " + BatchWords.progress(status.progress()) : ""));
		}
		else if (status.isAbandoned()) {
			remarks.add("its process" + ((attempt != null && attempt.host() != null) ? " on " + attempt.host() : "")
					+ " no longer holds the lock: it ended, is paused or is cut off from the server"
					+ ((status.batch() != null) ? "; the next run continues it" + BatchWords.at(status) : ""));
		}
		version(status).ifPresent(remarks::add);
		if (status.error() != null) {
			remarks.add((attempt != null && attempt.marked()) ? "failed before: " + status.error() : status.error());
		}
		return String.join("; ", remarks);
	}

	/**
	 * Return the recorded version, if it is not that of this application.
	 */
	private static Optional<String> version(MigrationStatus status) {
		String own = status.version();
		String recorded = status.recordedVersion();
		if (own == null || status.recordedState() != MigrationState.COMPLETED || own.equals(recorded)) {
			return Optional.empty();
		}
		String completed = (recorded != null) ? "version " + recorded + " is completed" : "completed without a version";
		return Optional.of(completed + (status.isToBeRepeated() ? ", and version " + own + " runs again"
				: ", and this application " + "has the older version " + own));
	}

	private static Color color(MigrationState state) {
		return switch (state) {
			case NEW -> Color.BLUE;
			case PROCESSING, MISSING, ROLLED_BACK -> Color.YELLOW;
			case FAILED -> Color.RED;
			case COMPLETED -> Color.GREEN;
		};
	}

}
