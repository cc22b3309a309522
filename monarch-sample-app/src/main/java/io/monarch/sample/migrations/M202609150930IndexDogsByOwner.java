package io.monarch.sample.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;

import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.index.Index;

/**
 * Builds an index, which does nothing where the index exists already.
 */
@Migration(id = "202609150930_index_dogs_by_owner", description = "Finds the dogs of an owner quickly",
		restartable = true)
class M202609150930IndexDogsByOwner implements MongoMigration {

	@Override
	public void migrate(MigrationContext context) {
		context.mongo().indexOps("dogs").createIndex(new Index("ownerId", Direction.ASC));
	}

	@Override
	public void rollback(MigrationContext context) {
		context.mongo().indexOps("dogs").dropIndex("ownerId_1");
	}

}
