package io.monarch.sample.migrations;

import java.util.ArrayList;
import java.util.List;

import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

import org.springframework.data.mongodb.core.BulkOperations.BulkMode;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Sets data up. Ids are known beforehand and what is there is replaced, so that running
 * it again is harmless.
 */
@Migration(id = "202609010900_create_dogs", description = "Creates owners, dogs and their houses", restartable = true)
class M202609010900CreateDogs implements MongoMigration {

	private static final int OWNERS = 200;

	private static final int DOGS = 1000;

	private static final List<String> NAMES = List.of("Rex", "Fido", "Laika", "Bella", "Balto", "Snoopy", "Lassie");

	private static final List<String> TYPES = List.of("Awesome", "Good", "Sleepy");

	private static final List<String> COLORS = List.of("red", "green", "blue");

	@Override
	public void migrate(MigrationContext context) {
		List<Document> owners = new ArrayList<>();
		for (int i = 1; i <= OWNERS; i++) {
			owners.add(new Document("_id", "owner-" + i).append("name", "Owner " + i)
				.append("mail", "owner" + i + "@example.com"));
		}
		List<Document> dogs = new ArrayList<>();
		List<Document> houses = new ArrayList<>();
		for (int i = 1; i <= DOGS; i++) {
			dogs.add(new Document("_id", "dog-" + i).append("name", NAMES.get(i % NAMES.size()))
				.append("type", TYPES.get(i % TYPES.size()))
				.append("ownerId", "owner-" + (i % OWNERS + 1)));
			houses.add(new Document("_id", "house-" + i).append("dogId", "dog-" + i)
				.append("color", COLORS.get(i % COLORS.size())));
		}
		replace(context, "owners", owners);
		replace(context, "dogs", dogs);
		replace(context, "dog_houses", houses);
	}

	private static void replace(MigrationContext context, String collection, List<Document> documents) {
		context.mongo().remove(new Query(), collection);
		context.mongo().bulkOps(BulkMode.UNORDERED, collection).insert(documents).execute();
	}

}
