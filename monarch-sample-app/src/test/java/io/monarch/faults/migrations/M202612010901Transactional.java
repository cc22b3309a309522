package io.monarch.faults.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

/**
 * Commits with its record.
 */
@Migration(id = "202612010901_transactional", transactional = true)
class M202612010901Transactional implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		context.mongo().insert(new Document("migration", "202612010901_transactional"), "effects");
	}

}
