package com.example.dogs.changes;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "returning-value", order = "7")
public class ReturningValue {

	@Execution
	public long execution(MongoTemplate template) throws Exception {
		return template.estimatedCount(Dog.class);
	}

	@RollbackExecution
	public void rollback(MongoTemplate template) throws Exception {
		execution(template);
	}

}
