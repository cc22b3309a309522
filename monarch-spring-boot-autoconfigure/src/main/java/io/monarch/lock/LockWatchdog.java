package io.monarch.lock;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;
import io.monarch.environment.StuckWork;
import org.jspecify.annotations.Nullable;

/**
 * Reports work that does not stop after the loss of its lock, since it may write without
 * the lock.
 */
final class LockWatchdog {

	private final StuckWork stuckWork;

	private @Nullable LockLostException lost;

	private long lostAt;

	private boolean over;

	private UnaryOperator<MonarchException> meaning = UnaryOperator.identity();

	LockWatchdog(StuckWork stuckWork) {
		this.stuckWork = stuckWork;
	}

	/**
	 * Start to wait for work whose lock was lost.
	 */
	synchronized void lost(LockLostException failure) {
		this.lost = failure;
		this.lostAt = System.nanoTime();
	}

	/**
	 * Note that the work has ended.
	 */
	synchronized void end() {
		this.over = true;
	}

	/**
	 * Set how a loss of the lock is reported from now on, since stuck work cannot report
	 * it.
	 */
	synchronized void onLoss(UnaryOperator<MonarchException> newMeaning) {
		this.meaning = newMeaning;
	}

	/**
	 * Report the work once if it should have stopped by now.
	 */
	void check() {
		MonarchException reason = overdue();
		if (reason != null) {
			this.stuckWork.action().accept(reason);
		}
	}

	private synchronized @Nullable MonarchException overdue() {
		Duration since = Duration.ofNanos(System.nanoTime() - this.lostAt);
		if (this.lost == null || this.over || since.compareTo(this.stuckWork.after()) < 0) {
			return null;
		}
		this.over = true;
		return this.meaning.apply(new MonarchException(Kind.FAILED, this.lost.getMessage()
				+ " The work that held the lock was interrupted " + since.toSeconds() + " s ago and has not stopped.",
				this.lost.action(), this.lost));
	}

}
