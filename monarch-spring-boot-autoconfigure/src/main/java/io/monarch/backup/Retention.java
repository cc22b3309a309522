package io.monarch.backup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.monarch.backup.BackupEntry.State;
import io.monarch.backup.Prunable.Reason;
import io.monarch.backup.Prunable.Uncounted;
import io.monarch.backup.archive.BackupOwner;
import org.jspecify.annotations.Nullable;

/**
 * Decides which backups can go. A backup goes only where enough newer ones of the same
 * series are known to be good.
 */
final class Retention {

	private final int keepLast;

	private final Instant oldest;

	private final Function<BackupEntry, @Nullable Reason> check;

	private final Map<Series, Integer> good = new HashMap<>();

	private final List<BackupEntry> prunable = new ArrayList<>();

	private final List<BackupEntry> kept = new ArrayList<>();

	private final List<Uncounted> uncounted = new ArrayList<>();

	/**
	 * Create a decision.
	 * @param keepLast how many good ones of a series to keep, 1 at least
	 * @param oldest what is newer is kept
	 * @param check tells why a complete backup is not a good one, or returns {@code null}
	 * where it is; called for those only that would be counted
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
		return new Prunable(this.prunable, this.kept, this.uncounted);
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
	 * Tell why nothing is known about a backup that would let it go or take the place of
	 * another one. What another tool made is none of this, and is not spoken of.
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
		Series series = new Series(entry.environment(), entry.database(), entry.querySet(), entry.owner());
		int newer = this.good.getOrDefault(series, 0);
		if (newer < this.keepLast) {
			Reason reason = isEmpty(entry) ? Reason.EMPTY : this.check.apply(entry);
			if (reason != null) {
				this.uncounted.add(new Uncounted(entry, reason));
				return;
			}
			this.good.put(series, newer + 1);
			this.kept.add(entry);
		}
		else if (!entry.createdAt().isAfter(this.oldest)) {
			this.prunable.add(0, entry);
		}
	}

	private static boolean isEmpty(BackupEntry entry) {
		return entry.documents() == null || entry.documents() < 1;
	}

	/**
	 * What backups are of that can take each other's place.
	 */
	private record Series(@Nullable String environment, @Nullable String database, @Nullable String querySet,
			@Nullable BackupOwner owner) {

	}

}
