package io.monarch.migration;

import java.util.List;
import java.util.Map;

import io.monarch.environment.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Finds migrations that never run because another application, which keeps its records in
 * the same history, has a migration with the same id.
 */
final class SharedHistory {

	private final MigrationBeans beans;

	private final MigratingApplication application;

	private final MigrationListener listener;

	private boolean warned;

	/**
	 * Create for one run.
	 * @param listener receives the warnings
	 */
	SharedHistory(MigrationBeans beans, MigratingApplication application, MigrationListener listener) {
		this.beans = beans;
		this.application = application;
		this.listener = listener;
	}

	/**
	 * Warn of them on the first call. A class or an application can be renamed. Only if
	 * both differ, the record is another application's.
	 */
	void warnOnce(Environment environment, Map<String, MigrationRecord> history) {
		if (this.warned) {
			return;
		}
		this.warned = true;
		List<MigrationRecord> others = this.beans.definitionsFor(environment)
			.stream()
			.filter((definition) -> isOfAnother(history.get(definition.id()), definition))
			.map((definition) -> history.get(definition.id()))
			.toList();
		if (others.isEmpty()) {
			return;
		}
		String ids = String.join("', '", others.stream().map(MigrationRecord::id).toList());
		this.listener.warned("The migrations '" + ids + "' are not run: in collection '"
				+ environment.historyCollection() + "', application '" + others.get(0).application()
				+ "' has recorded migrations with these ids as completed. Set monarch.migration.collection so that each "
				+ "application has its own history");
	}

	private boolean isOfAnother(@Nullable MigrationRecord record, MigrationDefinition definition) {
		if (record == null || !record.is(MigrationState.COMPLETED) || record.application() == null
				|| record.type() == null || this.application.name() == null || definition.isToBeRepeated(record)) {
			return false;
		}
		String own = this.beans.typeName(definition);
		return !record.application().equals(this.application.name()) && own != null && !record.type().equals(own);
	}

}
