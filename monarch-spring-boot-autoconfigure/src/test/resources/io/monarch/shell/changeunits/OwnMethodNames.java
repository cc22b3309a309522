package com.example.dogs.changes;

import io.mongock.api.annotations.*;

import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "own-method-names", order = "6")
public class OwnMethodNames {

	@BeforeExecution
	public void rollback(MongoTemplate template) {
		template.createCollection("dogs");
	}

	@RollbackBeforeExecution
	public void before(MongoTemplate template) {
		template.dropCollection("dogs");
	}

	@Execution
	public void migrate(MongoTemplate template) {
		template.save(new Dog("1", "Rex"));
	}

	@RollbackExecution
	public void rollback() {
	}

}
