package com.example.dogs.changes;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.context.ApplicationContext;
import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "name-of-the-context", order = "A-14")
public class NameOfTheContext {

	private final MongoTemplate mongoTemplate;

	private final ApplicationContext context;

	public NameOfTheContext(MongoTemplate mongoTemplate, ApplicationContext context) {
		this.mongoTemplate = mongoTemplate;
		this.context = context;
	}

	@Execution
	public void execution() {
		mongoTemplate.save(new Dog(context.getId(), "x"));
	}

	@RollbackExecution
	public void rollback() {
	}

}
