package com.example.dogs.changes;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "call-in-constructor", order = "16")
public class CallInConstructor implements ApplicationRunner {

	private final MongoTemplate template;

	public CallInConstructor(MongoTemplate template) {
		this.template = template;
		cleanup();
	}

	public final void cleanup() {
		template.dropCollection(Dog.class);
	}

	@Override
	public void run(ApplicationArguments arguments) {
		template.save(new Dog("1", "Rex"));
	}

	@Execution
	public void execution() {
		run(null);
	}

	@RollbackExecution
	public void rollback() {
	}

}
