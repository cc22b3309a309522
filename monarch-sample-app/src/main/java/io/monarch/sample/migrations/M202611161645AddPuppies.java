package io.monarch.sample.migrations;

import java.util.List;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

/**
 * Runs only on one environment: other databases get neither its data nor a record of it.
 */
@Migration(id = "202611161645_add_puppies", description = "Adds puppies for developers to play with",
		environments = "development", restartable = true)
class M202611161645AddPuppies implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		for (String name : List.of("Ada", "Grace", "Linus")) {
			context.mongo()
				.save(new Document("_id", "puppy-" + name).append("name", name)
					.append("breed", "Beagle")
					.append("type", "Awesome")
					.append("ownerId", "owner-1"), "dogs");
		}
	}

}
