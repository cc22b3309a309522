package io.monarch.sample.migrations;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.monarch.migration.Migration;
import io.monarch.migration.MigrationContext;
import io.monarch.migration.MongoMigration;
import org.bson.Document;

/**
 * Creates data: every owner has three dogs, and two of three dogs have a house. Ids are
 * fixed and existing documents are not changed, so it is safe to run again.
 */
@Migration(id = "202611010900_create_dogs", description = "Creates dogs, their houses and owners", restartable = true)
class M202611010900CreateDogs implements MongoMigration {

	private static final int OWNERS = 1000;

	private static final int DOGS = 3000;

	private static final int HOUSES = 2000;

	private static final int BATCH = 500;

	private static final List<String> NAMES = List.of("Rex", "Fido", "Laika", "Bella", "Balto", "Luna", "Lassie");

	private static final List<String> RACES = List.of("Beagle", "Poodle", "Husky", "Boxer", "Dachshund");

	private static final List<String> TYPES = List.of("Awesome", "Good", "Sleepy");

	private static final List<String> COLORS = List.of("red", "green", "blue", "yellow");

	@Override
	public void migrate(MigrationContext context) {
		create(context, "owners", OWNERS, M202611010900CreateDogs::owner);
		context.progress(1, 3);
		create(context, "dogs", DOGS, M202611010900CreateDogs::dog);
		context.progress(2, 3);
		create(context, "dog_houses", HOUSES, M202611010900CreateDogs::house);
	}

	private static Document owner(int number) {
		return new Document("_id", "owner-" + number).append("name", "Owner " + number)
			.append("email", "owner" + number + "@example.com")
			.append("balance", 500);
	}

	private static Document dog(int number) {
		return new Document("_id", "dog-" + number).append("name", pick(NAMES, number))
			.append("race", pick(RACES, number))
			.append("type", pick(TYPES, number))
			.append("ownerId", "owner-" + (number % OWNERS));
	}

	private static Document house(int number) {
		return new Document("_id", "house-" + number).append("dogId", "dog-" + number)
			.append("ownerId", "owner-" + (number % OWNERS))
			.append("color", pick(COLORS, number))
			.append("due", 100 + number % 5 * 10);
	}

	private static String pick(List<String> choices, int number) {
		return choices.get(number % choices.size());
	}

	private static void create(MigrationContext context, String name, int count, IntFunction<Document> document) {
		MongoCollection<Document> collection = context.database().getCollection(name);
		List<UpdateOneModel<Document>> batch = new ArrayList<>();
		for (int number = 0; number < count; number++) {
			Document fields = document.apply(number);
			batch.add(new UpdateOneModel<>(Filters.eq(fields.remove("_id")), new Document("$setOnInsert", fields),
					new UpdateOptions().upsert(true)));
			if (batch.size() == BATCH || number == count - 1) {
				collection.bulkWrite(batch, new BulkWriteOptions().ordered(false));
				batch.clear();
			}
		}
	}

}
