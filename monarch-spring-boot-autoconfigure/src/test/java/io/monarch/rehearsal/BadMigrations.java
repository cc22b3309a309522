package io.monarch.rehearsal;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import com.mongodb.WriteConcern;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

/**
 * Twenty bad migrations of twenty kinds.
 */
final class BadMigrations {

	private BadMigrations() {
	}

	static List<Document> numbered(int count) {
		List<Document> documents = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			documents.add(new Document("_id", i));
		}
		return documents;
	}

	@Migration("unique_index_over_duplicates")
	static class UniqueIndex implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("people")
				.createIndex(Indexes.ascending("email"), new IndexOptions().unique(true));
		}

	}

	@Migration("validator_violated")
	static class Validator implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.runCommand(new Document("collMod", "people").append("validator",
						new Document("age", new Document("$type", "int"))));
		}

	}

	@Migration(id = "transaction_limit", transactional = true)
	static class LargeTransaction implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("many").insertMany(numbered(10_001));
		}

	}

	@Migration("scan_per_document")
	static class ScanPerDocument implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			for (int i = 0; i < 30; i++) {
				context.database().getCollection("orders").updateOne(Filters.eq("code", i), Updates.set("seen", true));
			}
		}

	}

	@Migration(id = "not_restartable", restartable = true)
	static class NotRestartable implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			List<Document> moved = context.database()
				.getCollection("moving")
				.find(Filters.lt("_id", 2))
				.into(new ArrayList<>());
			if (!moved.isEmpty()) {
				context.database().getCollection("moving").deleteMany(Filters.lt("_id", 2));
				context.database().getCollection("moved").insertMany(moved);
			}
		}

	}

	@Migration("incomplete_rollback")
	static class IncompleteRollback implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("rolling")
				.updateMany(new Document(), Updates.combine(Updates.set("b", 1), Updates.set("c", 1)));
		}

		@Override
		public void rollback(MigrationContext context) {
			context.database().getCollection("rolling").updateMany(new Document(), Updates.unset("b"));
		}

	}

	@Migration("values_lost")
	static class Rename implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("names").updateMany(new Document(), Updates.rename("nick", "name"));
		}

	}

	@Migration("other_database")
	static class OtherDatabase implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo()
				.getMongoDatabaseFactory()
				.getMongoDatabase("monarch_other")
				.getCollection("x")
				.insertOne(new Document());
		}

	}

	@Migration("monarch_records")
	static class DropsHistory implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("monarch_migrations").drop();
		}

	}

	@Migration("memory_grows")
	static class ReadsAll implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			List<Document> all = context.database()
				.getCollection("large")
				.find()
				.batchSize(500)
				.into(new ArrayList<>());
			context.database().getCollection("total").insertOne(new Document("count", all.size()));
		}

	}

	@Migration("collection_dropped")
	static class DropsCollection implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().dropCollection("dropped");
		}

	}

	@Migration("redundant_index")
	static class PrefixIndex implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("indexed").createIndex(Indexes.ascending("a"));
		}

	}

	@Migration("all_removed")
	static class RemovesAll implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("emptied").deleteMany(new Document());
		}

	}

	@Migration(id = "changed_again", restartable = true)
	static class Increments implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("counters").updateMany(new Document(), Updates.inc("n", 1));
		}

	}

	@Migration("ttl_expires")
	static class Expires implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("sessions")
				.createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(3600L, TimeUnit.SECONDS));
		}

	}

	@Migration("unacknowledged")
	static class Unacknowledged implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("sent")
				.withWriteConcern(WriteConcern.UNACKNOWLEDGED)
				.insertOne(new Document("at", new Date(0)));
		}

	}

	@Migration("server_javascript")
	static class JavaScript implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("scripted")
				.updateMany(Filters.where("this.n == 1"), Updates.set("one", true));
		}

	}

	@Migration("update_without_index")
	static class UpdateWithoutIndex implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("wide").updateMany(Filters.eq("group", 5), Updates.set("seen", true));
		}

	}

	@Migration("large_document")
	static class Grows implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("growing")
				.updateOne(Filters.eq("_id", 1), Updates.set("log", "x".repeat(9 << 20)));
		}

	}

	@Migration(id = "not_deterministic", restartable = true)
	static class RandomValues implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("stamped")
				.updateMany(Filters.exists("stamp", false), Updates.set("stamp", UUID.randomUUID().toString()));
		}

	}

}
