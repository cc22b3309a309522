package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The status of a migration on an environment.
 *
 * @param id its id
 * @param description its description, or {@code null}
 * @param state its state
 * @param startedAt the time at which it last began, by the server's clock, or
 * {@code null}
 * @param finishedAt the time at which it last ended, by the server's clock, or
 * {@code null}
 * @param duration its duration, or {@code null}
 * @param error its error, or {@code null}; it is kept if the migration was only marked
 * since
 * @param attempt the last attempt in the history, or {@code null} if there is none
 * @param activity whether a migration in the state {@link MigrationState#PROCESSING} is
 * running, or {@code null} for others, and if that is not known
 * @param version the version of a repeatable migration in this application, or
 * {@code null} for others
 * @param batch what is known about a batch migration that has begun, or {@code null} for
 * others
 */
public record MigrationStatus(String id, @Nullable String description, MigrationState state,
		@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Duration duration, @Nullable String error,
		@Nullable Attempt attempt, @Nullable Activity activity, @Nullable String version, @Nullable Batch batch) {

	public MigrationStatus(String id, @Nullable String description, MigrationState state, @Nullable Instant startedAt,
			@Nullable Instant finishedAt, @Nullable Duration duration, @Nullable String error) {
		this(id, description, state, startedAt, finishedAt, duration, error, null, null, null, null);
	}

	static MigrationStatus of(MigrationDefinition definition) {
		return new MigrationStatus(definition.id(), definition.description(), MigrationState.NEW, null, null, null,
				null, null, null, definition.version(), null);
	}

	/**
	 * Return the version in the history.
	 * @return the version to which the history applies, or {@code null} if it has none
	 */
	public @Nullable String recordedVersion() {
		return (this.attempt != null) ? this.attempt.version() : null;
	}

	/**
	 * Tell whether it is completed in another version and runs again.
	 * @return whether it is repeatable and pending in its new version
	 */
	public boolean isToBeRepeated() {
		return this.state == MigrationState.NEW && recordedState() == MigrationState.COMPLETED;
	}

	/**
	 * Return the state in the history, even if there is no such bean.
	 * @return the state, which is never {@link MigrationState#MISSING}
	 */
	public MigrationState recordedState() {
		return (this.attempt != null) ? this.attempt.recorded() : this.state;
	}

	/**
	 * Tell whether it is abandoned.
	 * @return whether it has begun, and is known not to be running. One in the background
	 * is not abandoned, since an instance of the application continues it, and neither is
	 * one that is paused
	 */
	public boolean isAbandoned() {
		return isNotRunning() && (this.batch == null || !this.batch.background()) && pause() == null;
	}

	/**
	 * Tell whether it waits for an instance of the application.
	 * @return whether it is in the background, has begun, and is known not to be running
	 */
	public boolean isWaiting() {
		return isNotRunning() && this.batch != null && this.batch.background();
	}

	/**
	 * Return what happens to a migration that has begun and not ended.
	 * @return {@code RUNNING}, {@code PAUSED}, {@code WAITING} or {@code ABANDONED}, or
	 * {@code null} for others, and if that is not known
	 */
	public @Nullable String activityName() {
		if (recordedState() == MigrationState.PROCESSING && pause() != null) {
			return "PAUSED";
		}
		if (this.activity == null) {
			return null;
		}
		return this.activity.running() ? "RUNNING" : isWaiting() ? "WAITING" : "ABANDONED";
	}

	private boolean isNotRunning() {
		return this.activity != null && !this.activity.running();
	}

	/**
	 * Return the pause.
	 * @return who paused it, or {@code null} if it is not paused
	 */
	public @Nullable Pause pause() {
		return (this.batch != null) ? this.batch.pause() : null;
	}

	/**
	 * Return how far a migration is that has begun and is not completed.
	 * @return the progress, or {@code null} if it is not known
	 */
	public @Nullable Progress progress() {
		double perSecond = (this.activity != null && pause() == null) ? this.activity.perSecond() : 0;
		if (this.batch != null && (this.batch.done() > 0 || this.batch.total() > 0)) {
			// Documents may have been inserted since they were counted.
			return new Progress(this.batch.done(), Math.max(this.batch.done(), this.batch.total()), perSecond);
		}
		return (this.activity != null && this.activity.done() > 0)
				? new Progress(this.activity.done(), this.activity.total(), perSecond) : null;
	}

	MigrationStatus with(@Nullable Activity known) {
		return new MigrationStatus(this.id, this.description, this.state, this.startedAt, this.finishedAt,
				this.duration, this.error, this.attempt, known, this.version, this.batch);
	}

	MigrationStatus with(Batch known) {
		return new MigrationStatus(this.id, this.description, this.state, this.startedAt, this.finishedAt,
				this.duration, this.error, this.attempt, this.activity, this.version, known);
	}

	/**
	 * The record of the last attempt.
	 *
	 * @param recorded the state in the history
	 * @param rollback whether the last attempt was the rollback
	 * @param transactional whether it was in a transaction
	 * @param host the machine on which it began, or {@code null}
	 * @param applicationVersion the version of the application, or {@code null}
	 * @param marked whether the state was set by {@code mark} and not by a run
	 * @param markedAt the time at which it was marked, or {@code null}
	 * @param markedBy the user that marked it, as {@code user@host}, or {@code null}
	 * @param trace the truncated stack trace of the error, or {@code null}
	 * @param imported the origin of the record, or {@code null} if it was not imported
	 * @param version the version of a repeatable migration, or {@code null}
	 */
	public record Attempt(MigrationState recorded, boolean rollback, boolean transactional, @Nullable String host,
			@Nullable String applicationVersion, boolean marked, @Nullable Instant markedAt, @Nullable String markedBy,
			@Nullable String trace, @Nullable Imported imported, @Nullable String version) {

	}

	/**
	 * The origin of an imported record.
	 *
	 * @param from the tool, such as {@code mongock}
	 * @param collection the collection of its history
	 * @param id the id there
	 * @param author the author there, or {@code null}
	 */
	public record Imported(String from, String collection, String id, @Nullable String author) {

	}

	/**
	 * The activity of a migration that has begun.
	 *
	 * @param running whether the process that began it holds the lock
	 * @param owner the process, as {@code host:pid:random}, or {@code null} if it is not
	 * running
	 * @param done the amount of work done, as of the last renewal of the lock, or 0
	 * @param total the total amount, or 0 if it is not known
	 * @param perSecond the amount of work done in a second, measured in the last minute,
	 * or 0 if it is not known
	 */
	public record Activity(boolean running, @Nullable String owner, long done, long total, double perSecond) {

		static final Activity ABANDONED = new Activity(false, null, 0, 0, 0);

		/**
		 * Return how long it will still take.
		 * @return the duration, or {@code null} if that is not known
		 */
		public @Nullable Duration left() {
			return (this.perSecond > 0 && this.total >= this.done && this.total > 0)
					? Duration.ofSeconds(Math.round((this.total - this.done) / this.perSecond)) : null;
		}

	}

	/**
	 * How far a migration is.
	 *
	 * @param done the amount of work done, including earlier runs
	 * @param total the total amount, or 0 if it is not known
	 * @param perSecond the amount of work done in a second, or 0 if it is not known
	 */
	public record Progress(long done, long total, double perSecond) {

		/**
		 * Return the share that is done.
		 * @return the percentage, or {@code null} if that is not known
		 */
		public @Nullable Integer percent() {
			return (this.total > 0) ? (int) Math.min(100, 100 * this.done / this.total) : null;
		}

		/**
		 * Return how long it will still take.
		 * @return the duration, or {@code null} if that is not known
		 */
		public @Nullable Duration left() {
			return (this.perSecond > 0 && this.total > 0 && this.total >= this.done)
					? Duration.ofSeconds(Math.round((this.total - this.done) / this.perSecond)) : null;
		}

	}

	/**
	 * What is known about a batch migration that has begun.
	 *
	 * @param background whether it runs in the background
	 * @param done the number of documents that are done, as of the last batch
	 * @param total the number of all documents, counted when it began, or 0 if it is not
	 * known
	 * @param pause who paused it, or {@code null} if it is not paused
	 */
	public record Batch(boolean background, long done, long total, @Nullable Pause pause) {

	}

	/**
	 * The pause of a batch migration.
	 *
	 * @param by the user that paused it, as {@code user@host}
	 * @param since the time at which it was paused
	 */
	public record Pause(String by, Instant since) {

	}

}
