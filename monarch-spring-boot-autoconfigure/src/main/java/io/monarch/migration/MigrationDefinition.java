package io.monarch.migration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.monarch.environment.FailureText;
import io.monarch.environment.Glob;
import org.jspecify.annotations.Nullable;

/**
 * A migration as it is known without creating its bean.
 */
record MigrationDefinition(String id, @Nullable String description, boolean transactional, boolean restartable,
		List<String> environments, List<String> formerly, String beanName, @Nullable Supply supply) {

	static final int MAXIMUM_ID_LENGTH = 200;

	/** Those of sources run first, in the order of their source. */
	static final Comparator<MigrationDefinition> ORDER = Comparator.comparingInt(MigrationDefinition::rank)
		.thenComparing(MigrationDefinition::id, NaturalOrder.INSTANCE);

	static MigrationDefinition of(Migration migration, String beanName) {
		return new MigrationDefinition(migration.id(),
				migration.description().isBlank() ? null : FailureText.wellFormed(migration.description()),
				migration.transactional(), migration.restartable(), List.of(migration.environments()),
				Arrays.stream(migration.formerly()).distinct().toList(), beanName, null);
	}

	static MigrationDefinition of(Supply supply) {
		SuppliedMigration migration = supply.migration();
		return new MigrationDefinition(migration.id(), FailureText.wellFormed(migration.description()),
				migration.transactional(), false, List.of(), List.of(), migration.type().getName(), supply);
	}

	private int rank() {
		return (this.supply != null) ? this.supply.rank() : Integer.MAX_VALUE;
	}

	boolean appliesTo(String environment) {
		return this.environments.isEmpty()
				|| this.environments.stream().anyMatch((each) -> Glob.of(each).matches(environment));
	}

}
