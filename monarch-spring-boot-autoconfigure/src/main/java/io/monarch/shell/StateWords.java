package io.monarch.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MigrationStatus.Activity;
import io.monarch.migration.MigrationStatus.Attempt;
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
		MigrationState recorded = status.recordedState();
		Color ink = (recorded == MigrationState.FAILED || status.isAbandoned()) ? Color.RED : color(status.state());
		return new Table.Cell(of(status), ink);
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
		Activity activity = status.activity();
		if (activity != null) {
			return activity.running() ? "RUNNING" : "ABANDONED";
		}
		return status.isToBeRepeated() ? "NEW" : status.recordedState().name();
	}

	/**
	 * Return the remark for overviews.
	 */
	static String shortRemark(MigrationStatus status) {
		return Text.shorten(remark(status), SHORT);
	}

	/**
	 * Tell whether overviews leave out a part of the remark.
	 */
	static boolean isShortened(MigrationStatus status) {
		return Text.width(remark(status).strip().replaceAll("\\s+", " ")) > SHORT;
	}

	/**
	 * Return a hint where the complete remark is shown.
	 */
	static String more(MigrationStatus status, Environment environment) {
		return "'monarch show-migration " + status.id() + " " + environment.name() + "' shows all of it.";
	}

	/**
	 * Return a remark in one line: the error, or where it is running.
	 */
	static String remark(MigrationStatus status) {
		List<String> remarks = new ArrayList<>();
		Activity activity = status.activity();
		Attempt attempt = status.attempt();
		if (activity != null && activity.running()) {
			remarks.add("on " + activity.owner() + progress(activity));
		}
		else if (status.isAbandoned()) {
			remarks.add("its process" + ((attempt != null && attempt.host() != null) ? " on " + attempt.host() : "")
					+ " no longer holds the lock: it ended, is paused or is cut off from the server");
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

	static String progress(Activity activity) {
		if (activity.done() <= 0) {
			return "";
		}
		return ", " + Sizes.count(activity.done()) + ((activity.total() > 0)
				? " of " + Sizes.count(activity.total()) + " (" + 100 * activity.done() / activity.total() + " %)"
				: "");
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
