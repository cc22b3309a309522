package io.monarch.autoconfigure.planted;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;

/**
 * Is found by a slice below this package.
 */
@Migration("1_planted")
public class PlantedMigration implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
	}

}
