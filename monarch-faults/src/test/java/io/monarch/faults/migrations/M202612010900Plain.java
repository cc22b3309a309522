package io.monarch.faults.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

/**
 * May not run twice, and only an operator can tell whether it has run.
 */
@Migration("202612010900_plain")
class M202612010900Plain implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		context.mongo().insert(new Document("migration", "202612010900_plain"), "effects");
	}

}
