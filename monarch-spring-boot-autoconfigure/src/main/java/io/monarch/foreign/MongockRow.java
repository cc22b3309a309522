package io.monarch.foreign;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A row of the history of Mongock.
 *
 * @param id the id of the change
 * @param author the author, or {@code null} for a default one
 * @param state the state, or {@code null} for a change that was applied: old versions
 * wrote no others
 * @param common the fields in common with rows of other tools
 */
record MongockRow(String id, @Nullable String author, @Nullable String state, Outcome.Row common) {

	private static final Comparator<MongockRow> BY_TIME = Comparator.comparing(MongockRow::at,
			Comparator.nullsFirst(Comparator.naturalOrder()));

	private @Nullable Instant at() {
		return this.common.at();
	}

	private boolean isExecuted() {
		return this.state == null || this.state.equals("EXECUTED");
	}

	private boolean isFailure() {
		return "FAILED".equals(this.state) || "ROLLBACK_FAILED".equals(this.state);
	}

	/**
	 * Decide by Mongock's own rule: of the rows of a change and an author, those that are
	 * ignored or have failed do not count, and the newest of the others does.
	 * @param rows the rows of one change of one author
	 */
	static Outcome outcome(List<MongockRow> rows) {
		List<MongockRow> counting = rows.stream().filter((row) -> row.isExecuted() || row.isRolledBack()).toList();
		List<MongockRow> failures = rows.stream().filter(MongockRow::isFailure).toList();
		if (counting.isEmpty()) {
			return failures.isEmpty() ? Outcome.undecided("only ignored, and never applied", rows.get(0).common())
					: failed(newest(failures));
		}
		MongockRow newest = newest(counting);
		boolean mixed = counting.stream().anyMatch((row) -> row.isExecuted() != newest.isExecuted());
		if (mixed && counting.stream().anyMatch((row) -> row.at() == null)) {
			return Outcome.undecided("applied and rolled back, and one of the two has no time", newest.common());
		}
		if (counting.stream()
			.anyMatch((row) -> row.isExecuted() != newest.isExecuted() && Objects.equals(row.at(), newest.at()))) {
			return Outcome.undecided("applied and rolled back in the same millisecond", newest.common());
		}
		boolean failedLater = failures.stream().anyMatch((row) -> BY_TIME.compare(row, newest) >= 0);
		return newest.isExecuted() ? executed(newest, counting, failedLater) : rolledBack(newest, failedLater);
	}

	private boolean isRolledBack() {
		return "ROLLED_BACK".equals(this.state);
	}

	private static MongockRow newest(List<MongockRow> rows) {
		return rows.stream().max(BY_TIME).orElseThrow();
	}

	private static Outcome failed(MongockRow row) {
		String what = "ROLLBACK_FAILED".equals(row.state) ? "its rollback failed" : "failed";
		return Outcome.certain(Verdict.FAILED,
				what + ", so it may be half done" + ((row.common.error() != null) ? ": " + row.common.error() : ""),
				row.common);
	}

	private static Outcome executed(MongockRow row, List<MongockRow> counting, boolean failedLater) {
		if (failedLater) {
			return Outcome.warned(Verdict.COMPLETED, "applied; a later attempt failed, which Mongock ignores too",
					row.common);
		}
		long times = counting.stream().filter(MongockRow::isExecuted).count();
		return (times > 1) ? Outcome.warned(Verdict.COMPLETED,
				"applied " + times + " times; Monarch does not run it again", row.common)
				: Outcome.certain(Verdict.COMPLETED, "applied", row.common);
	}

	private static Outcome rolledBack(MongockRow row, boolean failedLater) {
		return Outcome.warned(Verdict.PENDING,
				"rolled back, so it runs again, as with Mongock; its rollback may be empty"
						+ (failedLater ? ", and a later attempt failed" : ""),
				row.common);
	}

}
