package io.monarch.migration;

import java.util.Comparator;
import java.util.List;

import io.monarch.environment.FailureText;
import org.jspecify.annotations.Nullable;

/**
 * A migration as it is known without creating its bean.
 */
record MigrationDefinition(String id, @Nullable String description, boolean transactional, boolean restartable,
		List<String> environments, @Nullable String version, String beanName) {

	static final int MAXIMUM_ID_LENGTH = 200;

	static final Comparator<MigrationDefinition> ORDER = Comparator.comparing(MigrationDefinition::id,
			NaturalOrder.INSTANCE);

	static MigrationDefinition of(Migration migration, String beanName) {
		return new MigrationDefinition(migration.id(),
				migration.description().isBlank() ? null : FailureText.wellFormed(migration.description()),
				migration.transactional(), migration.restartable(), List.of(migration.environments()),
				migration.version().isEmpty() ? null : migration.version(), beanName);
	}

	/**
	 * Tell whether it runs again when its version changes.
	 */
	boolean isRepeatable() {
		return this.version != null;
	}

	/**
	 * Tell whether an older version of it is completed than this one. A record without a
	 * version is older than all, and a version that went back is not run again: while a
	 * new version of the application replaces an old one, both start at times.
	 */
	boolean isToBeRepeated(MigrationRecord record) {
		return record.is(MigrationState.COMPLETED) && this.version != null
				&& (record.version() == null || NaturalOrder.INSTANCE.compare(this.version, record.version()) > 0);
	}

	/**
	 * Tell whether a newer version of it is completed than this one.
	 */
	boolean isOutdated(MigrationRecord record) {
		return record.is(MigrationState.COMPLETED) && this.version != null && record.version() != null
				&& NaturalOrder.INSTANCE.compare(this.version, record.version()) < 0;
	}

	boolean appliesTo(String environment) {
		return this.environments.isEmpty() || this.environments.contains(environment);
	}

}
