package io.monarch.sample.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;

import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Changes data in a way that can be undone, since it keeps the old values.
 */
@Migration(id = "202611121130_paint_houses", description = "Paints red houses white", restartable = true)
class M202611121130PaintHouses implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		long painted = context.mongo()
			.updateMulti(Query.query(Criteria.where("color").is("red")),
					new Update().set("color", "white").set("formerColor", "red"), "dog_houses")
			.getModifiedCount();
		context.say("painted " + painted + " houses");
	}

	@Override
	public void rollback(MigrationContext context) {
		context.mongo()
			.updateMulti(Query.query(Criteria.where("formerColor").is("red")),
					new Update().set("color", "red").unset("formerColor"), "dog_houses");
	}

}
