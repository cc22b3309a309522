package io.monarch.sample.migrations;

import java.util.List;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Renames a field over many documents, in batches. It picks what has not been renamed
 * yet, so it goes on where it was interrupted.
 */
@Migration(id = "202610011200_rename_mail_to_email", description = "Renames 'mail' of owners to 'email'",
		restartable = true)
class M202610011200RenameMailToEmail implements MongoMigration {

	private static final int BATCH = 50;

	@Override
	public void migrate(MigrationContext context) {
		Query old = Query.query(Criteria.where("mail").exists(true));
		long total = context.mongo().count(old, "owners");
		long done = 0;
		List<Object> ids = nextIds(context, old);
		while (!ids.isEmpty()) {
			context.mongo()
				.updateMulti(Query.query(Criteria.where("_id").in(ids)), new Update().rename("mail", "email"),
						"owners");
			done += ids.size();
			context.progress(done, total);
			ids = nextIds(context, old);
		}
	}

	private static List<Object> nextIds(MigrationContext context, Query query) {
		Query batch = Query.of(query).limit(BATCH);
		batch.fields().include("_id");
		return context.mongo().find(batch, Document.class, "owners").stream().map((owner) -> owner.get("_id")).toList();
	}

}
