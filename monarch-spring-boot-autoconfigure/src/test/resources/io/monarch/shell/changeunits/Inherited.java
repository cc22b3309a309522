package com.example.dogs.changes;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "inherited", order = "12")
public class Inherited extends java.util.ArrayList<String> implements Runnable, java.io.Closeable {

	private static final long serialVersionUID = 1;

	private transient final MongoTemplate mongoTemplate;

	public Inherited(MongoTemplate mongoTemplate) {
		super();
		this.mongoTemplate = mongoTemplate;
	}

	@Execution
	public void execution() {
		run();
		close();
	}

	@RollbackExecution
	public void rollback() {
	}

	@Override
	public void run() {
		mongoTemplate.save(new Dog("1", "x"));
	}

	@Override
	public void close() {
	}

}
