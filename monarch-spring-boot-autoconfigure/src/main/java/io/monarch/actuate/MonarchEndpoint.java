package io.monarch.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.environment.Environments;
import io.monarch.environment.LockHolder;
import io.monarch.environment.MonarchException;
import io.monarch.migration.MigrationRunner;
import io.monarch.migration.MigrationStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} that shows the environments, without any secret, and the
 * migrations and the lock of the application's own one. It changes nothing.
 */
@Endpoint(id = "monarch")
public final class MonarchEndpoint {

	private final Environments environments;

	private final MigrationRunner runner;

	/**
	 * Create an endpoint.
	 * @param environments the environments
	 * @param runner knows the migrations
	 */
	public MonarchEndpoint(Environments environments, MigrationRunner runner) {
		this.environments = environments;
		this.runner = runner;
	}

	/**
	 * Read the state of the application's own environment.
	 * @return the environments and that state
	 */
	@ReadOperation
	public Description monarch() {
		return new Description(this.environments.all().stream().map(EnvironmentDescription::of).toList(),
				this.environments.application().map(this::describe).orElse(null));
	}

	private ApplicationDescription describe(Environment environment) {
		List<MigrationDescription> migrations = List.of();
		try {
			migrations = this.runner.list(environment).stream().map(MigrationDescription::of).toList();
			Optional<LockHolder> holder = this.runner.lockHolder(environment);
			return new ApplicationDescription(environment.name(), holder.map(LockDescription::of).orElse(null),
					migrations, null);
		}
		catch (MonarchException ex) {
			return new ApplicationDescription(environment.name(), null, migrations, ex.getMessage());
		}
	}

	/**
	 * What the endpoint shows.
	 *
	 * @param environments the environments
	 * @param application the state of the application's own one, or {@code null} where
	 * there is none
	 */
	public record Description(List<EnvironmentDescription> environments, @Nullable ApplicationDescription application) {

	}

	/**
	 * An environment.
	 *
	 * @param name its name
	 * @param hosts the addresses of its servers
	 * @param database the name of its database
	 * @param protection how it is protected
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
	 * @param lock who holds its lock, or {@code null} where nobody does
	 * @param migrations its migrations, in their order
	 * @param error why these or the lock are not known, or {@code null}
	 */
	public record ApplicationDescription(String environment, @Nullable LockDescription lock,
			List<MigrationDescription> migrations, @Nullable String error) {

	}

	/**
	 * A lock that is held.
	 *
	 * @param owner the process, as {@code host:pid:random}
	 * @param since when it took the lock
	 * @param until when it loses the lock, unless it renews it
	 */
	public record LockDescription(String owner, Instant since, Instant until) {

		static LockDescription of(LockHolder holder) {
			return new LockDescription(holder.owner(), holder.since(), holder.until());
		}

	}

	/**
	 * A migration.
	 *
	 * @param id its id
	 * @param description what it does, or {@code null}
	 * @param state its state
	 * @param startedAt when it last began, or {@code null}
	 * @param finishedAt when it last ended, or {@code null}
	 * @param durationMillis how long it took, or {@code null}
	 * @param error why it failed, or {@code null}
	 */
	public record MigrationDescription(String id, @Nullable String description, String state,
			@Nullable Instant startedAt, @Nullable Instant finishedAt, @Nullable Long durationMillis,
			@Nullable String error) {

		static MigrationDescription of(MigrationStatus status) {
			Duration duration = status.duration();
			return new MigrationDescription(status.id(), status.description(), status.state().name(),
					status.startedAt(), status.finishedAt(), (duration != null) ? duration.toMillis() : null,
					status.error());
		}

	}

}
