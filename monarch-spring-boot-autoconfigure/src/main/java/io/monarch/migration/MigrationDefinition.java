package io.monarch.migration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.monarch.environment.FailureText;
import io.monarch.environment.Glob;
import io.monarch.environment.NaturalOrder;
import org.jspecify.annotations.Nullable;

/**
 * The definition of a migration, which is known without creating its bean.
 */
record MigrationDefinition(String id, @Nullable String description, boolean transactional, boolean restartable,
		List<String> environments, List<String> formerly, @Nullable String version, String beanName,
		@Nullable Supply supply, boolean batch, Schedule schedule) {

	static final int MAXIMUM_ID_LENGTH = 200;

	/** Those of sources run first, in the order of their source. */
	static final Comparator<MigrationDefinition> ORDER = Comparator.comparingInt(MigrationDefinition::rank)
		.thenComparing(MigrationDefinition::id, NaturalOrder.INSTANCE);

	/**
	 * Return the definition of a bean.
	 * @param batch whether it is a batch migration
	 */
	static MigrationDefinition of(Migration migration, String beanName, boolean batch) {
		return new MigrationDefinition(migration.id(),
				migration.description().isBlank() ? null : FailureText.wellFormed(migration.description()),
				migration.transactional(), migration.restartable(), List.of(migration.environments()),
				Arrays.stream(migration.formerly()).distinct().toList(),
				migration.version().isEmpty() ? null : migration.version(), beanName, null, batch,
				new Schedule(migration.background(), Arrays.stream(migration.after()).distinct().toList()));
	}

	static MigrationDefinition of(Supply supply) {
		SuppliedMigration migration = supply.migration();
		return new MigrationDefinition(migration.id(), FailureText.wellFormed(migration.description()),
				migration.transactional(), false, List.of(), List.of(), null, migration.type().getName(), supply, false,
				Schedule.IN_ORDER);
	}

	private int rank() {
		return (this.supply != null) ? this.supply.rank() : Integer.MAX_VALUE;
	}

	/**
	 * Tell whether all that it writes is in transactions, where the server has them.
	 */
	boolean writesInTransactions() {
		return this.transactional || this.batch;
	}

	/**
	 * Tell whether it runs after the application is ready.
	 */
	boolean isInBackground() {
		return this.schedule.background();
	}

	/**
	 * Tell whether it runs again when its version changes.
	 */
	boolean isRepeatable() {
		return this.version != null;
	}

	/**
	 * Tell whether an older version than this one is completed. A record without a
	 * version is older than all. A lower version does not run again, since old instances
	 * of the application may start while a new version replaces them.
	 */
	boolean isToBeRepeated(MigrationRecord record) {
		return record.is(MigrationState.COMPLETED) && this.version != null
				&& (record.version() == null || NaturalOrder.INSTANCE.compare(this.version, record.version()) > 0);
	}

	/**
	 * Tell whether a newer version than this one is completed.
	 */
	boolean isOutdated(MigrationRecord record) {
		return record.is(MigrationState.COMPLETED) && this.version != null && record.version() != null
				&& NaturalOrder.INSTANCE.compare(this.version, record.version()) < 0;
	}

	boolean appliesTo(String environment) {
		return this.environments.isEmpty()
				|| this.environments.stream().anyMatch((each) -> Glob.of(each).matches(environment));
	}

}
