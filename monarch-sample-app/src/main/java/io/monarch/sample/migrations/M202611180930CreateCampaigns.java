package io.monarch.sample.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

/**
 * Advertises the dogs. Saving a document again changes nothing, so this can run again.
 */
@Migration(id = "202611180930_create_campaigns", description = "Creates accounts and their campaigns",
		restartable = true)
class M202611180930CreateCampaigns implements MongoMigration {

	private static final int ACCOUNTS = 5;

	private static final int CAMPAIGNS = 4;

	@Override
	public void migrate(MigrationContext context) {
		for (long account = 1; account <= ACCOUNTS; account++) {
			context.mongo().save(new Document("_id", account).append("name", "Account " + account), "accounts");
			for (int number = 1; number <= CAMPAIGNS; number++) {
				context.mongo()
					.save(new Document("_id", account + "-" + number).append("accountId", account)
						.append("title", "Adopt a dog, part " + number), "campaigns");
			}
		}
	}

}
