package io.monarch.rehearsal;

import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Field;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

/**
 * Twenty good migrations of the same kinds as the bad ones, in the same order.
 */
final class GoodMigrations {

	private GoodMigrations() {
	}

	@Migration("g01")
	static class UniqueIndex implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("people")
				.createIndex(Indexes.ascending("login"), new IndexOptions().unique(true));
		}

	}

	@Migration("g02")
	static class Validator implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.runCommand(new Document("collMod", "people").append("validator",
						new Document("login", new Document("$type", "string"))));
		}

	}

	@Migration(id = "g03", transactional = true)
	static class SmallTransaction implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("few").insertMany(BadMigrations.numbered(100));
		}

	}

	@Migration("g04")
	static class IndexedUpdates implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("orders").createIndex(Indexes.ascending("code"));
			for (int i = 0; i < 30; i++) {
				context.database().getCollection("orders").updateOne(Filters.eq("code", i), Updates.set("seen", true));
			}
		}

	}

	@Migration(id = "g05", restartable = true)
	static class Restartable implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			for (Document each : context.database().getCollection("moving").find()) {
				context.database()
					.getCollection("moved_well")
					.replaceOne(Filters.eq("_id", each.get("_id")), each, new ReplaceOptions().upsert(true));
			}
		}

	}

	@Migration("g06")
	static class Rollback implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("rolling").updateMany(new Document(), Updates.set("b", 1));
			context.database().getCollection("rolling").createIndex(Indexes.ascending("b"));
		}

		@Override
		public void rollback(MigrationContext context) {
			context.database().getCollection("rolling").dropIndex("b_1");
			context.database().getCollection("rolling").updateMany(new Document(), Updates.unset("b"));
		}

	}

	@Migration("g07")
	static class Rename implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("names").updateMany(new Document(), Updates.rename("nick", "nickname"));
		}

	}

	@Migration("g08")
	static class OwnDatabase implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().getMongoDatabaseFactory().getMongoDatabase().getCollection("x").insertOne(new Document());
		}

	}

	@Migration("g09")
	static class ReadsHistory implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			long records = context.database().getCollection("monarch_migrations").countDocuments();
			context.say(records + " records");
		}

	}

	@Migration("g10")
	static class ReadsInBatches implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			long length = 0;
			for (Document each : context.database().getCollection("large").find().batchSize(500)) {
				length += each.getString("text").length();
			}
			context.database().getCollection("total").insertOne(new Document("length", length));
		}

	}

	@Migration("g11")
	static class DropsEmptyCollection implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.mongo().dropCollection("unused");
			context.database().getCollection("temporary").insertOne(new Document());
			context.mongo().dropCollection("temporary");
		}

	}

	@Migration("g12")
	static class OtherIndex implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("indexed").createIndex(Indexes.ascending("b"));
		}

	}

	@Migration("g13")
	static class RemovesSome implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("emptied").deleteMany(Filters.lt("_id", 3));
		}

	}

	@Migration(id = "g14", restartable = true)
	static class SetsOnce implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("counters")
				.updateMany(Filters.exists("total", false),
						List.of(Aggregates.set(new Field<>("total", new Document("$add", List.of("$n", 1))))));
		}

	}

	@Migration("g15")
	static class ExpiresLater implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("sessions")
				.createIndex(Indexes.ascending("at"), new IndexOptions().expireAfter(20_000L, TimeUnit.DAYS));
		}

	}

	@Migration("g16")
	static class Acknowledged implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("sent").insertOne(new Document());
		}

	}

	@Migration("g17")
	static class Expression implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("scripted")
				.updateMany(Filters.expr(new Document("$eq", List.of("$n", 1))), Updates.set("one", true));
		}

	}

	@Migration("g18")
	static class IndexedUpdate implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database().getCollection("wide").createIndex(Indexes.ascending("group"));
			context.database().getCollection("wide").updateMany(Filters.eq("group", 5), Updates.set("seen", true));
		}

	}

	@Migration("g19")
	static class GrowsLittle implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("growing")
				.updateOne(Filters.eq("_id", 1), Updates.set("log", "x".repeat(1 << 20)));
		}

	}

	@Migration(id = "g20", restartable = true)
	static class Derived implements MongoMigration {

		@Override
		public void migrate(MigrationContext context) {
			context.database()
				.getCollection("stamped")
				.updateMany(Filters.exists("stamp", false),
						List.of(Aggregates.set(new Field<>("stamp", new Document("$toString", "$_id")))));
		}

	}

}
