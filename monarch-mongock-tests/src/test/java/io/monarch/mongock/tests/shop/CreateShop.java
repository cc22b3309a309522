package io.monarch.mongock.tests.shop;

import io.monarch.mongock.tests.Steps;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * The first one.
 */
@ChangeUnit(id = "create-shop", order = "001", author = "ann")
public class CreateShop {

	@Execution
	public void create(MongoTemplate mongo) {
		Steps.done(mongo.getDb(), "create-shop");
	}

	@RollbackExecution
	public void rollback(MongoTemplate mongo) {
		Steps.done(mongo.getDb(), "rollback create-shop");
	}

}
