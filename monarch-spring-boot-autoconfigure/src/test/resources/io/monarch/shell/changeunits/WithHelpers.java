package com.example.dogs.changes;

import java.util.List;
import java.util.stream.Stream;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "withHelpers", order = "3")
public class WithHelpers {

	private static final List<String> NAMES = List.of("Rex", "Bello");

	private int saved = 0;

	private final MongoTemplate template;

	public WithHelpers(final MongoTemplate template) {
		this.template = template;
	}

	@Execution
	public void execution() {
		createAll();
		this.createAll();
		Stream.of("a", "b").forEach(name -> save(dog(name)));
		save(dog(String.valueOf(template.getDb().getName())));
	}

	@RollbackExecution
	public void rollback() {
		drop();
	}

	private void createAll() {
		for (String name : NAMES) {
			save(dog(name));
		}
	}

	private void save(Dog dog) {
		this.template.save(dog);
		saved++;
	}

	private Dog dog(String name) {
		return new Dog(name, "template" /* template */);
	}

	private void drop() {
		template.dropCollection(Dog.class);
	}

}
