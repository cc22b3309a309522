package io.monarch.sample.migrations;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Updates;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Renames a field in many documents, in batches, so that it reports its progress and
 * stops if the lock is lost. It selects documents with the old field, so it continues
 * where it was interrupted.
 */
@Migration(id = "202611051415_rename_race_to_breed", description = "Renames 'race' of dogs to 'breed'",
		restartable = true)
class M202611051415RenameRaceToBreed implements MongoMigration {

	private static final int BATCH = 500;

	@Override
	public void migrate(MigrationContext context) {
		rename(context, "race", "breed");
	}

	@Override
	public void rollback(MigrationContext context) {
		rename(context, "breed", "race");
	}

	private static void rename(MigrationContext context, String from, String to) {
		MongoCollection<Document> dogs = context.database().getCollection("dogs");
		Bson old = Filters.exists(from);
		long total = dogs.countDocuments(old);
		long done = 0;
		List<Object> ids = new ArrayList<>(BATCH);
		try (MongoCursor<Document> cursor = dogs.find(old).projection(Projections.include("_id")).iterator()) {
			while (cursor.hasNext()) {
				ids.add(cursor.next().get("_id"));
				if (ids.size() == BATCH || !cursor.hasNext()) {
					dogs.updateMany(Filters.in("_id", ids), Updates.rename(from, to));
					done += ids.size();
					context.progress(done, total);
					ids.clear();
				}
			}
		}
	}

}
