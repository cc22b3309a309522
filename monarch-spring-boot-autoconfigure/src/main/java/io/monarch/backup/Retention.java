package io.monarch.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.Prunable.Reason;
import io.monarch.backup.Prunable.Uncounted;
import org.jspecify.annotations.Nullable;

/**
 * Decides which backups can be deleted: only those with enough newer backups of the same
 * series that are known to be good.
 */
final class Retention {

	private final int keepLast;

	private final Instant oldest;

	private final Function<BackupEntry, @Nullable Reason> check;

	private final Map<BackupSeries, Integer> good = new HashMap<>();

	private final List<BackupEntry> prunable = new ArrayList<>();

	private final List<BackupEntry> kept = new ArrayList<>();

	private final List<Uncounted> uncounted = new ArrayList<>();

	/** The series of which a backup that stays is proven. */
	private final Set<BackupSeries> proven = new HashSet<>();

	private final List<BackupEntry> lastProven = new ArrayList<>();

	/**
	 * Create a decision.
	 * @param keepLast the number of good backups of a series to keep, at least 1
	 * @param oldest newer backups are kept
	 * @param check returns the reason why a complete backup is not good, or {@code null}
	 * if it is; called only for those that would count
	 */
	Retention(int keepLast, Instant oldest, Function<BackupEntry, @Nullable Reason> check) {
		this.keepLast = Math.max(keepLast, 1);
		this.oldest = oldest;
		this.check = check;
	}

	/**
	 * Decide.
	 * @param newestFirst all backups of a store
	 */
	Prunable decide(List<BackupEntry> newestFirst) {
		newestFirst.forEach(this::decide);
		return new Prunable(this.prunable, this.kept, this.uncounted, this.lastProven);
	}

	private void decide(BackupEntry entry) {
		Reason unfit = unfit(entry);
		if (unfit != null) {
			this.uncounted.add(new Uncounted(entry, unfit));
		}
		else if (entry.state() == State.COMPLETE) {
			decideInSeries(entry);
		}
	}

	/**
	 * Return the reason why a backup can be neither deleted nor kept instead of another
	 * one. Backups of other tools are ignored.
	 */
	private static @Nullable Reason unfit(BackupEntry entry) {
		return switch (entry.state()) {
			case FOREIGN -> null;
			case INCOMPLETE -> Reason.BAD;
			case UNREADABLE -> Reason.UNREADABLE;
			case MISDATED -> Reason.MISDATED;
			case COMPLETE -> (entry.owner() == null) ? Reason.UNKNOWN_OWNER : null;
		};
	}

	private void decideInSeries(BackupEntry entry) {
		BackupSeries series = BackupSeries.of(entry);
		int newer = this.good.getOrDefault(series, 0);
		if (newer < this.keepLast) {
			Reason reason = isEmpty(entry) ? Reason.EMPTY : this.check.apply(entry);
			if (reason != null) {
				this.uncounted.add(new Uncounted(entry, reason));
				return;
			}
			this.good.put(series, newer + 1);
			this.kept.add(entry);
			note(series, entry);
		}
		else if (entry.createdAt().isAfter(this.oldest)) {
			note(series, entry);
		}
		else if (entry.proofProblem() != null) {
			this.uncounted.add(new Uncounted(entry, Reason.BAD_PROOF));
		}
		else if (entry.proof() != null && this.proven.add(series)) {
			this.lastProven.add(entry);
			this.kept.add(entry);
		}
		else {
			this.prunable.add(0, entry);
		}
	}

	/**
	 * Note a backup that stays anyway.
	 */
	private void note(BackupSeries series, BackupEntry entry) {
		if (entry.proof() != null) {
			this.proven.add(series);
		}
	}

	private static boolean isEmpty(BackupEntry entry) {
		return entry.documents() == null || entry.documents() < 1;
	}

}
