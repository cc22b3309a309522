package io.monarch.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.monarch.backup.Proof;
import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.lock.EnvironmentLocks;
import io.monarch.lock.LockHolder;
import io.monarch.migration.MigrationStatus;
import io.monarch.migration.MigrationStatus.Activity;
import io.monarch.migration.MigrationStatus.Attempt;
import io.monarch.migration.MigrationStatus.Batch;
import io.monarch.migration.MigrationStatus.Progress;
import io.monarch.migration.Migrations;
import io.monarch.transfer.Origin;
import io.monarch.transfer.Origins;
import io.monarch.transfer.Provenance;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} that shows the environments, without any secret, and the
 * migrations and the lock of the application's own one. It changes nothing.
 */
@Endpoint(id = "monarch")
public final class MonarchEndpoint {

	/**
	 * The maximum number of environments of sources that are shown, since there can be
	 * thousands.
	 */
	private static final int SOURCED = 100;

	private final Environments environments;

	private final Migrations migrations;

	private final EnvironmentLocks locks;

	private final LastProofs proofs;

	/**
	 * Create an endpoint.
	 * @param environments the environments
	 * @param migrations the migrations of the application
	 * @param locks the locks of the environments
	 * @param proofs the last proofs of their backups
	 */
	public MonarchEndpoint(Environments environments, Migrations migrations, EnvironmentLocks locks,
			LastProofs proofs) {
		this.proofs = proofs;
		this.environments = environments;
		this.migrations = migrations;
		this.locks = locks;
	}

	/**
	 * Read the state of the application's own environment.
	 * @return the environments and that state
	 */
	@ReadOperation
	public Description monarch() {
		List<Environment> all = this.environments.all();
		Stream<Environment> shown = Stream.concat(all.stream().filter((each) -> each.source().isEmpty()),
				all.stream().filter((each) -> each.source().isPresent()).limit(SOURCED));
		return new Description(shown.map(EnvironmentDescription::of).toList(), all.size(),
				this.environments.application().map(this::describe).orElse(null),
				this.proofs.all().stream().map(ProofDescription::of).toList());
	}

	private ApplicationDescription describe(Environment environment) {
		List<MigrationDescription> migrations = List.of();
		try {
			migrations = this.migrations.list(environment).stream().map(MigrationDescription::of).toList();
			Optional<LockHolder> holder = this.locks.holder(environment);
			List<OriginDescription> origins = Origins.of(environment).stream().map(OriginDescription::of).toList();
			return new ApplicationDescription(environment.name(), holder.map(LockDescription::of).orElse(null),
					migrations, origins, null);
		}
		catch (MonarchException ex) {
			return new ApplicationDescription(environment.name(), null, migrations, List.of(), ex.getMessage());
		}
	}

	/**
	 * The response of the endpoint.
	 *
	 * @param environments the environments, including the first hundred of those that
	 * sources define
	 * @param environmentCount the number of all environments
	 * @param application the state of the application's own one, or {@code null} if there
	 * is none
	 * @param proofs the last proof of a backup of each environment, as far as the store
	 * of backups is known here and can be read
	 */
	public record Description(List<EnvironmentDescription> environments, int environmentCount,
			@Nullable ApplicationDescription application, List<ProofDescription> proofs) {

	}

	/**
	 * An environment.
	 *
	 * @param name its name
	 * @param hosts the addresses of its servers
	 * @param database the name of its database
	 * @param protection its protection
	 * @param application whether it is the application's own
	 */
	public record EnvironmentDescription(String name, List<String> hosts, String database, String protection,
			boolean application) {

		static EnvironmentDescription of(Environment environment) {
			return new EnvironmentDescription(environment.name(), environment.hosts(), environment.database(),
					environment.protection().text(), environment.isApplication());
		}

	}

	/**
	 * The state of the application's own environment.
	 *
	 * @param environment its name
	 * @param lock the holder of its lock, or {@code null} if the lock is free
	 * @param migrations its migrations, in their order
	 * @param origins the copies and restores from which its data comes, the latest first
	 * @param error the reason why these or the lock are not known, or {@code null}
	 */
	public record ApplicationDescription(String environment, @Nullable LockDescription lock,
			List<MigrationDescription> migrations, List<OriginDescription> origins, @Nullable String error) {

	}

	/**
	 * A lock that is held.
	 *
	 * @param owner the process, as {@code host:pid:random}
	 * @param since the time at which it acquired the lock
	 * @param until the time at which its lease expires unless it is renewed
	 * @param renewedAt the time of the last renewal, or {@code null}
	 */
	public record LockDescription(String owner, Instant since, Instant until, @Nullable Instant renewedAt) {

		static LockDescription of(LockHolder holder) {
			return new LockDescription(holder.owner(), holder.since(), holder.until(), holder.renewedAt());
		}

	}

	/**
	 * A migration.
	 *
	 * @param id its id
	 * @param description its description, or {@code null}
	 * @param state its state
	 * @param startedAt the time at which it last began, or {@code null}
	 * @param finishedAt the time at which it last ended, or {@code null}
	 * @param durationMillis its duration, or {@code null}
	 * @param error its error, or {@code null}
	 * @param recordedState its state in the history, even if there is no such migration,
	 * or {@code null}
	 * @param activity {@code RUNNING}, {@code PAUSED}, {@code WAITING} or
	 * {@code ABANDONED} if it has begun, or {@code null}
	 * @param done the amount of work done, or {@code null}
	 * @param total the total amount, or {@code null}
	 * @param operation {@code migrate} or {@code rollback}, or {@code null}
	 * @param transactional whether it was in a transaction, or {@code null}
	 * @param host the machine on which it began, or {@code null}
	 * @param applicationVersion the version of the application, or {@code null}
	 * @param marked whether it was only marked
	 * @param markedAt the time at which it was marked, or {@code null}
	 * @param markedBy the user that marked it, or {@code null}
	 * @param trace the truncated stack trace of the error, or {@code null}
	 * @param version the version of a repeatable migration in this application, or
	 * {@code null}
	 * @param recordedVersion the version in the history, or {@code null}
	 * @param batch what is known about a batch migration that has begun, or {@code null}
	 */
	public record MigrationDescription(String id, @Nullable String description, String state,
			@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Long durationMillis,
			@Nullable String error, @Nullable String recordedState, @Nullable String activity, @Nullable Long done,
			@Nullable Long total, @Nullable String operation, @Nullable Boolean transactional, @Nullable String host,
			@Nullable String applicationVersion, boolean marked, @Nullable Instant markedAt, @Nullable String markedBy,
			@Nullable String trace, @Nullable String version, @Nullable String recordedVersion,
			@Nullable BatchDescription batch) {

		static MigrationDescription of(MigrationStatus status) {
			Attempt attempt = status.attempt();
			Activity activity = status.activity();
			String running = status.activityName();
			Long done = (activity != null && activity.done() > 0) ? activity.done() : null;
			Long total = (activity != null && activity.total() > 0) ? activity.total() : null;
			Duration duration = status.duration();
			Long millis = (duration != null) ? duration.toMillis() : null;
			if (attempt == null) {
				return new MigrationDescription(status.id(), status.description(), status.state().name(),
						status.startedAt(), status.finishedAt(), millis, status.error(), null, running, done, total,
						null, null, null, null, false, null, null, null, status.version(), null, null);
			}
			return new MigrationDescription(status.id(), status.description(), status.state().name(),
					status.startedAt(), status.finishedAt(), millis, status.error(), attempt.recorded().name(), running,
					done, total, attempt.rollback() ? "rollback" : "migrate", attempt.transactional(), attempt.host(),
					attempt.applicationVersion(), attempt.marked(), attempt.markedAt(), attempt.markedBy(),
					attempt.trace(), status.version(), attempt.version(), BatchDescription.of(status));
		}

	}

	/**
	 * What is known about a batch migration that has begun.
	 *
	 * @param background whether it runs in the background
	 * @param done the number of documents that are done, including earlier runs, or
	 * {@code null}
	 * @param total the number of all documents, or {@code null}
	 * @param percent the share that is done, or {@code null}
	 * @param perSecond the number of documents done in a second while it is running, or
	 * {@code null}
	 * @param leftMillis how long it will still take, or {@code null}
	 * @param pausedBy the user that paused it, as {@code user@host}, or {@code null}
	 * @param pausedSince the time at which it was paused, or {@code null}
	 */
	public record BatchDescription(boolean background, @Nullable Long done, @Nullable Long total,
			@Nullable Integer percent, @Nullable Double perSecond, @Nullable Long leftMillis, @Nullable String pausedBy,
			@Nullable Instant pausedSince) {

		static @Nullable BatchDescription of(MigrationStatus status) {
			Batch batch = status.batch();
			if (batch == null) {
				return null;
			}
			String by = (batch.pause() != null) ? batch.pause().by() : null;
			Instant since = (batch.pause() != null) ? batch.pause().since() : null;
			Progress progress = status.progress();
			if (progress == null) {
				return new BatchDescription(batch.background(), null, null, null, null, null, by, since);
			}
			Duration left = progress.left();
			return new BatchDescription(batch.background(), progress.done(), progress.total(), progress.percent(),
					(progress.perSecond() > 0) ? progress.perSecond() : null, (left != null) ? left.toMillis() : null,
					by, since);
		}

	}

	/**
	 * The last proof that a backup of an environment can be restored.
	 *
	 * @param environment the environment of the backup
	 * @param backup the name of the backup
	 * @param provenAt the time of the proof
	 * @param on the environment on whose server it was restored
	 * @param server the server
	 * @param durationMillis the duration
	 * @param documents the number of stored documents
	 */
	public record ProofDescription(String environment, String backup, Instant provenAt, String on, String server,
			long durationMillis, long documents) {

		static ProofDescription of(LastProofs.Proven proven) {
			Proof proof = proven.proof();
			return new ProofDescription(proven.environment(), proven.backup(), proof.provenAt(), proof.environment(),
					proof.server(), proof.duration().toMillis(), proof.documents());
		}

	}

	/**
	 * A copy or restore from which data comes.
	 *
	 * @param operation {@code copy} or {@code restore}
	 * @param from the name of the environment or of the backup
	 * @param environment the environment from which the data was read, or {@code null}
	 * @param database the name of its database, or {@code null}
	 * @param takenAt the time at which the backup was created, or {@code null}
	 * @param querySet the query set that selected a part, or {@code null}
	 * @param collections the collections that were replaced, or {@code null} for all
	 * @param at the time of the commit
	 * @param by the user, as {@code user@host}
	 */
	public record OriginDescription(String operation, String from, @Nullable String environment,
			@Nullable String database, @Nullable Instant takenAt, @Nullable String querySet,
			@Nullable List<String> collections, Instant at, String by) {

		static OriginDescription of(Origin origin) {
			Provenance from = origin.provenance();
			return new OriginDescription(from.operation().name().toLowerCase(Locale.ROOT), from.name(),
					from.environment(), from.database(), from.takenAt(), from.querySet(), origin.collections(),
					origin.at(), origin.by());
		}

	}

}
