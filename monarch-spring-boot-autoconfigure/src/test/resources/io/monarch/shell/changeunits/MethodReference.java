package com.example.dogs.changes;

import java.util.stream.Stream;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "method-reference", order = "13")
public class MethodReference {

	private final MongoTemplate mongoTemplate;

	public MethodReference(MongoTemplate mongoTemplate) {
		this.mongoTemplate = mongoTemplate;
	}

	@Execution
	public void execution() {
		Stream.of("a").forEach(this::save);
	}

	private void save(String name) {
		mongoTemplate.save(new Dog(name, name));
	}

	@RollbackExecution
	public void rollback() {
	}

}
