package io.monarch.mongock.tests.ledger;

import com.mongodb.client.MongoDatabase;
import io.monarch.mongock.tests.Person;
import io.monarch.mongock.tests.PersonRepository;
import io.monarch.mongock.tests.Steps;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;
import org.bson.Document;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * One that fails after it has written, where a document says so.
 */
@ChangeUnit(id = "book-entries", order = "1")
public class BookEntries {

	private final PersonRepository people;

	public BookEntries(PersonRepository people) {
		this.people = people;
	}

	@Execution
	public void execution(MongoTemplate mongo, MongoDatabase database) {
		Steps.done(database, "by database");
		Steps.done(mongo.getDb(), "by template");
		this.people.save(new Person("booked", "by repository"));
		if (database.getCollection("failing").find(new Document("_id", "book-entries")).first() != null) {
			throw new IllegalStateException("Not today");
		}
	}

	@RollbackExecution
	public void rollback() {
	}

}
