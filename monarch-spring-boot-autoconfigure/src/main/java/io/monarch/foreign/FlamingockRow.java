package io.monarch.foreign;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A row of the history of Flamingock.
 *
 * @param id the id of the change
 * @param author the author, or {@code null} for a default one
 * @param state the state at that time
 * @param before whether it is for the method before a change unit of Mongock
 * @param strategy the transaction strategy, or {@code null}
 * @param target the system that it changed, or {@code null}
 * @param isOwn whether it is Flamingock's own record
 * @param common the fields in common with rows of other tools
 */
record FlamingockRow(String id, @Nullable String author, State state, boolean before, @Nullable String strategy,
		@Nullable String target, boolean isOwn, Outcome.Row common) {

	Instant at() {
		return Objects.requireNonNull(this.common.at());
	}

	boolean isOutside(Set<String> targets) {
		return this.target != null && !targets.contains(this.target);
	}

	Outcome outcome() {
		String error = (this.common.error() != null) ? ": " + this.common.error() : "";
		return switch (this.state) {
			case APPLIED -> Outcome.certain(Verdict.COMPLETED, "applied", this.common);
			case MANUAL_MARKED_AS_APPLIED -> Outcome.certain(Verdict.COMPLETED, "marked as applied", this.common);
			case ROLLED_BACK -> Outcome.warned(Verdict.PENDING, "rolled back, so it runs again", this.common);
			case MANUAL_MARKED_AS_ROLLED_BACK ->
				Outcome.certain(Verdict.PENDING, "marked as rolled back, so it runs again", this.common);
			case STARTED ->
				Outcome.certain(Verdict.FAILED, "began and never ended, so it may be half done", this.common);
			case ROLLBACK_FAILED ->
				Outcome.certain(Verdict.FAILED, "its rollback failed, so it may be half done" + error, this.common);
			case FAILED -> isTransactional()
					? Outcome.certain(Verdict.PENDING, "failed in a transaction, so it runs again" + error, this.common)
					: Outcome.certain(Verdict.FAILED, "failed, so it may be half done" + error, this.common);
		};
	}

	private boolean isTransactional() {
		return this.strategy != null && this.strategy.startsWith("TX_");
	}

	/**
	 * The states, the one that counts in the same millisecond last.
	 */
	enum State {

		STARTED, APPLIED, FAILED, ROLLED_BACK, ROLLBACK_FAILED, MANUAL_MARKED_AS_APPLIED, MANUAL_MARKED_AS_ROLLED_BACK;

		static Optional<State> of(String text) {
			return Arrays.stream(values()).filter((state) -> state.name().equals(text)).findFirst();
		}

	}

}
