package com.example.dogs.changes;

import com.example.dogs.DogRepository;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "field-injection", order = "4")
public class FieldInjection {

	@Autowired
	private MongoTemplate mongoTemplate;

	@Autowired
	private DogRepository dogs;

	@Execution
	public void execution() { this.mongoTemplate.save(this.dogs.findAll().get(0)); }

	@RollbackExecution
	public void rollback() { /* nothing */ }

}
