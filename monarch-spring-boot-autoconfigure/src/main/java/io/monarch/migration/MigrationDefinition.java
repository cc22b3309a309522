package io.monarch.migration;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import io.monarch.environment.FailureText;
import org.jspecify.annotations.Nullable;

/**
 * A migration as it is known without creating its bean.
 */
record MigrationDefinition(String id, @Nullable String description, boolean transactional, boolean restartable,
		List<String> environments, List<String> formerly, String beanName) {

	static final int MAXIMUM_ID_LENGTH = 200;

	static final Comparator<MigrationDefinition> ORDER = Comparator.comparing(MigrationDefinition::id,
			NaturalOrder.INSTANCE);

	static MigrationDefinition of(Migration migration, String beanName) {
		return new MigrationDefinition(migration.id(),
				migration.description().isBlank() ? null : FailureText.wellFormed(migration.description()),
				migration.transactional(), migration.restartable(), List.of(migration.environments()),
				Arrays.stream(migration.formerly()).distinct().toList(), beanName);
	}

	boolean appliesTo(String environment) {
		return this.environments.isEmpty() || this.environments.contains(environment);
	}

}
