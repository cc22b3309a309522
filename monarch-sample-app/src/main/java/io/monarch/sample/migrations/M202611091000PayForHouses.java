package io.monarch.sample.migrations;

import java.util.Map;
import java.util.TreeMap;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

import org.springframework.data.mongodb.core.BulkOperations;
import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/**
 * Moves money from one collection to another. It must run completely and only once, so it
 * commits in one transaction with the record of the migration.
 */
@Migration(id = "202611091000_pay_for_houses", description = "Pays what is due for houses from their owners' balances",
		transactional = true)
class M202611091000PayForHouses implements MongoMigration {

	private static final Query UNPAID = Query.query(Criteria.where("due").exists(true));

	@Override
	public void migrate(MigrationContext context) {
		MongoTemplate mongo = context.mongo();
		Map<String, Integer> dues = new TreeMap<>();
		mongo.find(UNPAID, Document.class, "dog_houses")
			.forEach((house) -> dues.merge(house.getString("ownerId"), house.getInteger("due"), Integer::sum));
		if (dues.isEmpty()) {
			return;
		}
		mongo.updateMulti(UNPAID, new Update().rename("due", "paid"), "dog_houses");
		BulkOperations charges = mongo.bulkOps(BulkMode.UNORDERED, "owners");
		dues.forEach(
				(owner, due) -> charges.updateOne(Query.query(Criteria.where("_id").is(owner).and("balance").gte(due)),
						new Update().inc("balance", -due)));
		int charged = charges.execute().getModifiedCount();
		if (charged < dues.size()) {
			throw new IllegalStateException((dues.size() - charged) + " of " + dues.size()
					+ " owners are unknown or cannot pay what is due for their houses");
		}
	}

}
