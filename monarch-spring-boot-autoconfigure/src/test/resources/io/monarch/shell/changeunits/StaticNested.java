package com.example.dogs.changes;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.mapping.Document;

@ChangeUnit(id = "static-nested", order = "11")
public class StaticNested {

	private final MongoTemplate mongoTemplate;

	StaticNested(MongoTemplate mongoTemplate) {
		this.mongoTemplate = mongoTemplate;
	}

	@Execution
	void execution() {
		this.mongoTemplate.save(new OldDog("1", Size.SMALL));
		StaticNested.OldDog dog = new StaticNested.OldDog("2", Size.BIG);
		mongoTemplate.insert(dog);
	}

	@RollbackExecution
	void rollback() {
	}

	enum Size {

		SMALL, BIG

	}

	/** A dog as it was. */
	@Document("dogs")
	record OldDog(@Id String id, Size size) {

	}

}
