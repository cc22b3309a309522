package io.monarch.migration;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One migration on one environment.
 *
 * @param id its id
 * @param description what it does, or {@code null}
 * @param state its state
 * @param startedAt when it last began, by the server's clock, or {@code null}
 * @param finishedAt when it last ended, by the server's clock, or {@code null}
 * @param duration how long it took, or {@code null}
 * @param error why it failed, or {@code null}; it stays where the migration was only
 * marked since
 * @param attempt what else the history holds, or {@code null} where it holds nothing
 * @param activity whether a migration in the state {@link MigrationState#PROCESSING} is
 * running, or {@code null} for others, and where that is not known
 * @param version the version of a repeatable migration in this application, or
 * {@code null} for others
 */
public record MigrationStatus(String id, @Nullable String description, MigrationState state,
		@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Duration duration, @Nullable String error,
		@Nullable Attempt attempt, @Nullable Activity activity, @Nullable String version) {

	public MigrationStatus(String id, @Nullable String description, MigrationState state, @Nullable Instant startedAt,
			@Nullable Instant finishedAt, @Nullable Duration duration, @Nullable String error) {
		this(id, description, state, startedAt, finishedAt, duration, error, null, null, null);
	}

	static MigrationStatus of(MigrationDefinition definition) {
		return new MigrationStatus(definition.id(), definition.description(), MigrationState.NEW, null, null, null,
				null, null, null, definition.version());
	}

	/**
	 * Return the version in the history.
	 * @return the version that the history is about, or {@code null} where it has none
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
	 * Return the state in the history, also where there is no such bean.
	 * @return the state, which is never {@link MigrationState#MISSING}
	 */
	public MigrationState recordedState() {
		return (this.attempt != null) ? this.attempt.recorded() : this.state;
	}

	/**
	 * Tell whether a process ended in the middle of it.
	 * @return whether it is begun, and known not to run
	 */
	public boolean isAbandoned() {
		return this.activity != null && !this.activity.running();
	}

	MigrationStatus with(@Nullable Activity known) {
		return new MigrationStatus(this.id, this.description, this.state, this.startedAt, this.finishedAt,
				this.duration, this.error, this.attempt, known, this.version);
	}

	/**
	 * What the history holds about the last attempt.
	 *
	 * @param recorded the state in the history
	 * @param rollback whether it was the rollback that began last
	 * @param transactional whether it was in a transaction
	 * @param host the machine that it began on, or {@code null}
	 * @param applicationVersion the version of the application, or {@code null}
	 * @param marked whether the state was set by {@code mark}, and not by running it
	 * @param markedAt when it was marked, or {@code null}
	 * @param markedBy who marked it, as {@code user@host}, or {@code null}
	 * @param trace the truncated stack trace of the error, or {@code null}
	 * @param imported from where the record was imported, or {@code null} if it was not
	 * @param version the version of a repeatable migration, or {@code null}
	 */
	public record Attempt(MigrationState recorded, boolean rollback, boolean transactional, @Nullable String host,
			@Nullable String applicationVersion, boolean marked, @Nullable Instant markedAt, @Nullable String markedBy,
			@Nullable String trace, @Nullable Imported imported, @Nullable String version) {

	}

	/**
	 * Where an imported record comes from.
	 *
	 * @param from the tool, such as {@code mongock}
	 * @param collection the collection of its history
	 * @param id the id there
	 * @param author the author there, or {@code null}
	 */
	public record Imported(String from, String collection, String id, @Nullable String author) {

	}

	/**
	 * Whether what was begun is running.
	 *
	 * @param running whether the process that began it holds the lock
	 * @param owner the process, as {@code host:pid:random}, or {@code null} where it does
	 * not run
	 * @param done how much is done, as of the last renewal of the lock, or 0
	 * @param total how much there is to do, or 0 where it is not known
	 */
	public record Activity(boolean running, @Nullable String owner, long done, long total) {

		static final Activity ABANDONED = new Activity(false, null, 0, 0);

	}

}
