package com.example.dogs.changes;

import com.example.dogs.DogRepository;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.ChangeUnitConstructor;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.context.annotation.Profile;
import org.springframework.data.mongodb.core.MongoTemplate;

@Profile("!test")
@ChangeUnit(id = SeveralConstructors.ID, order = "5", author = SeveralConstructors.AUTHOR, systemVersion = "2")
public class SeveralConstructors {

	static final String ID = "several" + "-constructors";

	static final String AUTHOR = "joe";

	private final DogRepository dogs;

	private final boolean many;

	public SeveralConstructors() {
		this(null, true);
	}

	@ChangeUnitConstructor
	public SeveralConstructors(DogRepository dogs) {
		this(dogs, false);
	}

	private SeveralConstructors(DogRepository dogs, boolean many) {
		this.dogs = dogs;
		this.many = many;
	}

	@Execution
	public void execution(MongoTemplate template) {
		if (this.many) {
			template.save(new Dog("1", "x"));
		}
		this.dogs.count();
	}

	@RollbackExecution
	public void rollback(MongoTemplate template) {
		template.dropCollection("dogs");
	}

}
