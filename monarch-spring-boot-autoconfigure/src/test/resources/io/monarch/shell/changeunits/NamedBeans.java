package com.example.dogs.changes;

import java.time.Clock;

import javax.inject.Named;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "named-beans", order = "10")
public class NamedBeans {

	private final Clock clock;

	public NamedBeans(@Named("first") Clock clock) {
		this.clock = clock;
	}

	@Execution
	public void execution(MongoTemplate template, @Named("second") Clock other, @Value("${name:x}") String name) {
		template.save(new Dog("" + clock.millis() + other.millis(), name));
	}

	@RollbackExecution
	public void rollback(MongoTemplate template, @Qualifier("third") Clock clock, @Named("second") Clock other) {
		template.save(new Dog("" + clock.millis(), "x"));
	}

}
