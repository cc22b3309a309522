package io.monarch.sample.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;

import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Changes two collections that have to agree, so both changes and the record of the
 * migration commit together.
 */
@Migration(id = "202610151100_adopt_strays", description = "Gives the dogs of owner-1, who left, to owner-2",
		transactional = true)
class M202610151100AdoptStrays implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		context.mongo()
			.updateMulti(Query.query(Criteria.where("ownerId").is("owner-1")), Update.update("ownerId", "owner-2"),
					"dogs");
		context.mongo().remove(Query.query(Criteria.where("_id").is("owner-1")), "owners");
	}

}
