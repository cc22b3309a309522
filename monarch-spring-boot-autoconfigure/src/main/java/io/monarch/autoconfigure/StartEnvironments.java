package io.monarch.autoconfigure;

import java.util.List;

import io.monarch.environment.CleanLog;
import io.monarch.environment.DatabaseProtection;
import io.monarch.environment.Environment;
import io.monarch.environment.EnvironmentSelection;
import io.monarch.environment.Environments;
import io.monarch.environment.MonarchException;
import io.monarch.environment.MonarchException.Kind;

/**
 * The environments that are migrated on startup: the application's own, or those that
 * {@code monarch.migration.environments} names.
 */
final class StartEnvironments {

	private static final String PROPERTY = "monarch.migration.environments";

	private static final CleanLog logger = CleanLog.of(StartEnvironments.class);

	private final Environments environments;

	private final List<String> patterns;

	/**
	 * Create for an application.
	 * @param patterns names and globs, or none for the application's own environment
	 */
	StartEnvironments(Environments environments, List<String> patterns) {
		this.environments = environments;
		this.patterns = patterns.stream().map(String::strip).filter((each) -> !each.isEmpty()).toList();
	}

	/**
	 * Tell whether the application's own environment is the only one.
	 */
	boolean isOwnAlone() {
		return this.patterns.isEmpty();
	}

	/**
	 * Call the sources, and warn of unusable environments.
	 */
	void load() {
		this.environments.refresh();
		this.environments.unusable()
			.values()
			.forEach((failure) -> logger
				.warn(failure.getMessage() + " Operations on this environment will fail. " + failure.action()));
		this.environments.sourceFailures()
			.values()
			.forEach((failure) -> logger.warn(failure.getMessage() + " " + failure.action()));
	}

	/**
	 * Return the application's own environment.
	 * @throws MonarchException if it cannot be determined
	 */
	Environment own() {
		this.environments.requireKnownApplication();
		return this.environments.application()
			.orElseThrow(() -> new MonarchException(Kind.BAD_INPUT,
					"There are migrations, but it is not clear which MongoDB is the application's own: "
							+ "there is none, or there are several.",
					"Configure spring.mongodb.uri, mark one MongoClient and one MongoDatabaseFactory as @Primary, "
							+ "or set " + "monarch.environment to one of monarch.environments."));
	}

	/**
	 * Return the configured ones.
	 * @throws MonarchException if a name is unknown, or a source that might define it
	 * failed
	 */
	EnvironmentSelection select() {
		EnvironmentSelection selection;
		try {
			selection = this.environments.select(this.patterns);
		}
		catch (MonarchException ex) {
			throw new MonarchException(ex.kind(), PROPERTY + ": " + ex.getMessage(), ex.action(), ex);
		}
		if (!selection.unmatched().isEmpty()) {
			requireEmptySource(selection.unmatched().get(0));
			selection.unmatched()
				.forEach((glob) -> logger.warn(PROPERTY + " has '" + glob
						+ "', which matches no environment: the sources of environments define none"));
		}
		warnOfSameDatabases(selection.environments());
		return selection;
	}

	/**
	 * A pattern may match nothing while there are no tenants yet. Otherwise, it is
	 * misspelled, and tenants would not be migrated.
	 */
	private void requireEmptySource(String glob) {
		if (this.environments.isNoneSourced()) {
			return;
		}
		try {
			EnvironmentSelection unused = this.environments.select(glob);
		}
		catch (MonarchException ex) {
			throw new MonarchException(ex.kind(), PROPERTY + ": " + ex.getMessage(), ex.action(), ex);
		}
	}

	private static void warnOfSameDatabases(List<Environment> environments) {
		DatabaseProtection.grouped(environments)
			.stream()
			.filter((group) -> group.size() > 1)
			.forEach((group) -> logger
				.warn("The environments '" + String.join("', '", group.stream().map(Environment::name).toList())
						+ "' are the same database, " + group.get(0).database() + " on "
						+ String.join(",", group.get(0).hosts()) + ". It is migrated once for each of them"));
	}

}
