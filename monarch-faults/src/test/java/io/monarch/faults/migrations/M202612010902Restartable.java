package io.monarch.faults.migrations;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;

/**
 * Takes a moment, and can be run again from any point.
 */
@Migration(id = M202612010902Restartable.ID, restartable = true)
class M202612010902Restartable implements MongoMigration {

	static final String ID = "202612010902_restartable";

	private static final int STEPS = 10;

	@Override
	public void migrate(MigrationContext context) throws InterruptedException {
		for (int step = 1; step <= STEPS; step++) {
			context.database()
				.getCollection("effects")
				.updateOne(Filters.eq("_id", 1), Updates.combine(Updates.set("migration", ID), Updates.inc("steps", 1)),
						new UpdateOptions().upsert(true));
			context.progress(step, STEPS);
			Thread.sleep(10);
		}
	}

}
