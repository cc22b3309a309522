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
 * Tells whether a migration of the application's own environment failed or was abandoned.
 * The instance that it failed in is down. All others are as healthy as before, such as
 * those of the previous version: they get a status that Spring Boot maps to 200. Whether
 * the server can be reached is for the indicator of MongoDB to tell: where it cannot,
 * this one does not know; what is wrong with this one itself is down.
 */
public final class MigrationHealthIndicator extends AbstractHealthIndicator {

	/** The status where something needs attention that is no fault of this instance. */
	public static final Status WARNING = new Status("WARNING", "A migration needs attention");

	private static final Duration LIFETIME = Duration.ofSeconds(10);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Environment environment;

	private final Reading<List<MigrationStatus>> problems;

	private final OwnFailures own;

	/**
	 * Create an indicator.
	 * @param environment the application's own environment
	 * @param problems finds what failed or was abandoned there
	 * @param own knows which of it failed in this process
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
				boolean here = migrations.keySet().stream().anyMatch(this.own::contains);
				health.status(here ? Status.DOWN : WARNING).withDetail("migrations", migrations);
			}
		}
		catch (MonarchException ex) {
			health.withDetail("error", String.valueOf(ex.getMessage()));
		}
	}

	private static String describe(MigrationStatus migration) {
		if (migration.state() == MigrationState.PROCESSING) {
			return "abandoned: its process died"
					+ ((migration.startedAt() != null) ? " after it had begun at " + migration.startedAt() : "");
		}
		return "failed" + ((migration.error() != null) ? ": " + migration.error() : "");
	}

}
