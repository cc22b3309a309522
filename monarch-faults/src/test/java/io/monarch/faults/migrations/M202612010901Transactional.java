package io.monarch.faults.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Commits with its record, and moves an amount between two accounts that nobody else
 * uses.
 */
@Migration(id = "202612010901_transactional", transactional = true)
class M202612010901Transactional implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		context.mongo().insert(new Document("migration", "202612010901_transactional"), "effects");
		move(context, "accounts_in_motion", -10L);
		move(context, "zz_accounts_in_motion", 10L);
	}

	private static void move(MigrationContext context, String collection, long amount) {
		context.mongo()
			.upsert(new Query(Criteria.where("_id").is("moved")), new Update().inc("amount", amount), collection);
	}

}
