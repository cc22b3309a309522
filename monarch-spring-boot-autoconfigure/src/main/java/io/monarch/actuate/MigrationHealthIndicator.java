package io.monarch.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.monarch.environment.Environment;
import io.monarch.environment.MonarchException;
import io.monarch.migration.FailedMigrations;
import io.monarch.migration.MigrationState;
import io.monarch.migration.MigrationStatus;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Health indicator for failed or abandoned migrations of the application's own
 * environment. The instance in which a migration failed is down. Others, such as those of
 * the previous version, are as healthy as before, and get a status that Spring Boot maps
 * to 200. MongoDB's own indicator reports whether the server is reachable: if it is not,
 * the status of this one is unknown. A failure of this indicator itself is down.
 */
public final class MigrationHealthIndicator extends AbstractHealthIndicator {

	/** The status if a problem that this instance did not cause needs attention. */
	public static final Status WARNING = new Status("WARNING", "A migration needs attention");

	private static final Duration LIFETIME = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Environment environment;

	private final Reading<List<MigrationStatus>> problems;

	private final OwnFailures own;

	/**
	 * Create an indicator.
	 * @param environment the application's own environment
	 * @param problems finds its failed and abandoned migrations
	 * @param own the failures in this process
	 */
	public MigrationHealthIndicator(Environment environment, FailedMigrations problems, OwnFailures own) {
		this.own = own;
		this.environment = environment;
		this.problems = new Reading<>(() -> problems.find(environment), LIFETIME);
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		health.unknown().withDetail("environment", this.environment.name());
		try {
			Optional<List<MigrationStatus>> found = this.problems.get(PATIENCE);
			if (found.isEmpty()) {
				health.withDetail("error", "The server has not answered yet");
			}
			else if (found.get().isEmpty()) {
				health.up();
			}
			else {
				Map<String, String> migrations = new LinkedHashMap<>();
				found.get().forEach((each) -> migrations.put(each.id(), describe(each)));
				boolean here = found.get().stream().anyMatch(this::isDown);
				health.status(here ? Status.DOWN : WARNING).withDetail("migrations", migrations);
			}
		}
		catch (MonarchException ex) {
			health.withDetail("error", String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Tell whether a failure makes this instance useless. One in the background leaves
	 * the application as it was when it became ready.
	 */
	private boolean isDown(MigrationStatus migration) {
		boolean background = migration.batch() != null && migration.batch().background();
		return !background && this.own.contains(migration.id());
	}

	private static String describe(MigrationStatus migration) {
		if (migration.state() == MigrationState.PROCESSING) {
			return "abandoned: its process died"
					+ ((migration.startedAt() != null) ? " after it had begun at " + migration.startedAt() : "");
		}
		return "failed" + ((migration.error() != null) ? ": " + migration.error() : "");
	}

}
