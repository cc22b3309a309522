package io.monarch.mongock;

import io.monarch.migration.MigrationContext;
import org.jspecify.annotations.Nullable;

/**
 * The argument for a parameter of a change unit.
 */
@FunctionalInterface
interface UnitArgument {

	/**
	 * Return the value: a bean, or an object for the database that is being migrated.
	 */
	@Nullable Object value(MigrationContext context);

}
