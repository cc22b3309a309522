package io.monarch.sample.migrations;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;

import org.springframework.data.domain.Sort.Direction;
import org.springframework.data.mongodb.core.index.Index;

/**
 * Creates an index. This does nothing if the index already exists.
 */
@Migration(id = "202611020930_index_dogs_by_owner", description = "Finds the dogs of an owner quickly",
		restartable = true)
class M202611020930IndexDogsByOwner implements MongoMigration {

	private static final String NAME = "by_owner";

	@Override
	public void migrate(MigrationContext context) {
		context.mongo().indexOps("dogs").createIndex(new Index("ownerId", Direction.ASC).named(NAME));
	}

	@Override
	public void rollback(MigrationContext context) {
		context.mongo().indexOps("dogs").dropIndex(NAME);
	}

}
