package io.monarch.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;

/**
 * The number of migrations, and the number of each kind.
 *
 * @param migrations all migrations of an environment
 * @param pending the ids of those that {@code migrate} would run
 */
record MigrationSummary(List<MigrationStatus> migrations, Set<String> pending) {

	/** In the order in which they are shown. */
	private static final List<String> KINDS = List.of("completed", "failed", "abandoned", "running", "paused",
			"waiting", "processing", "pending", "out of order", "missing");

	/**
	 * Return a text such as {@code 12 migrations: 9 completed, 1 failed, 2 pending}.
	 */
	String text() {
		Map<String, Long> counts = new LinkedHashMap<>();
		KINDS.forEach((kind) -> counts.put(kind, 0L));
		this.migrations.forEach((status) -> counts.merge(kind(status), 1L, Long::sum));
		return Sizes.count(this.migrations.size(), "migration") + ": "
				+ counts.entrySet()
					.stream()
					.filter((each) -> each.getValue() > 0)
					.map((each) -> Sizes.count(each.getValue()) + " " + each.getKey())
					.collect(Collectors.joining(", "));
	}

	/**
	 * Return the kind as which a migration is counted.
	 */
	private String kind(MigrationStatus status) {
		if (status.isAbandoned()) {
			return "abandoned";
		}
		if (status.recordedState() == MigrationState.PROCESSING && status.pause() != null) {
			return "paused";
		}
		if (status.isWaiting()) {
			return "waiting";
		}
		if (status.isToBeRepeated()) {
			return "pending";
		}
		return switch (status.recordedState()) {
			case FAILED -> "failed";
			case PROCESSING -> (status.activity() != null) ? "running" : "processing";
			case COMPLETED -> (status.state() == MigrationState.MISSING) ? "missing" : "completed";
			case MISSING -> "missing";
			case NEW, ROLLED_BACK -> {
				if (status.state() == MigrationState.MISSING) {
					yield "missing";
				}
				yield this.pending.contains(status.id()) ? "pending" : "out of order";
			}
		};
	}

}
