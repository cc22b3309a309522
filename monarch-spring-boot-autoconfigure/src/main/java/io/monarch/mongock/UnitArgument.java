package io.monarch.mongock;

import io.monarch.migration.MigrationContext;
import org.jspecify.annotations.Nullable;

/**
 * What a parameter of a change unit is given.
 */
@FunctionalInterface
interface UnitArgument {

	/**
	 * Return the value: a bean, or something of the database that is being migrated.
	 */
	@Nullable Object value(MigrationContext context);

}
