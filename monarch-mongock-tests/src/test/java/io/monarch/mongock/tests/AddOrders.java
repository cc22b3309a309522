package io.monarch.mongock.tests;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;

/**
 * A migration of Monarch's own, whose id comes before those of all change units.
 */
@Migration("0001_add_orders")
class AddOrders implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		Steps.done(context.database(), "0001_add_orders");
	}

}
