package com.example.dogs.changes;

import java.util.List;

import com.example.dogs.DogRepository;
import com.github.cloudyrock.mongock.ChangeLog;
import com.github.cloudyrock.mongock.ChangeSet;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

import org.springframework.context.annotation.Profile;
import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeLog(order = "002")
public class SeveralSets {

	private static final List<String> NAMES = List.of("Rex");

	private static final String DOGS = "dogs";

	@ChangeSet(order = "02", id = "addOwners", author = "jane", runAlways = true)
	public void addOwners(MongoTemplate template) {
		create(template, "owners");
	}

	@ChangeSet(order = "01", id = "addDogs", author = "joe")
	@Profile("dev")
	public void addDogs(MongoDatabase database, DogRepository repository) {
		for (String name : NAMES) {
			database.getCollection(DOGS).insertOne(new Document("name", name));
		}
		repository.count();
	}

	private void create(MongoTemplate template, String name) {
		template.createCollection(name);
	}

}
