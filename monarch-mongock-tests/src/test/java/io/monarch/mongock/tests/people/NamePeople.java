package io.monarch.mongock.tests.people;

import io.monarch.mongock.tests.Person;
import io.monarch.mongock.tests.PersonRepository;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

/**
 * One that uses a repository.
 */
@ChangeUnit(id = "name-people", order = "2")
public class NamePeople {

	private final PersonRepository people;

	public NamePeople(PersonRepository people) {
		this.people = people;
	}

	@Execution
	public void execution() {
		this.people.save(new Person("1", "one"));
	}

	@RollbackExecution
	public void rollback() {
		this.people.deleteById("1");
	}

}
