package io.monarch.mongock.tests.people;

import javax.inject.Named;

import io.monarch.mongock.tests.Greeting;
import io.monarch.mongock.tests.Person;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.convert.MongoConverter;

/**
 * One that is given everything of the database, by name too, and a bean that has nothing
 * to do with it.
 */
@ChangeUnit(id = "qualify-people", order = "1")
public class QualifyPeople {

	private final MongoOperations operations;

	public QualifyPeople(@Qualifier("mongoTemplate") MongoOperations operations) {
		this.operations = operations;
	}

	@Execution
	public void execution(@Named("mongoTemplate") MongoTemplate mongo, MongoDatabaseFactory factory,
			MongoConverter converter, Greeting greeting) {
		this.operations.save(new Person("qualified",
				greeting.text() + " " + converter.getConversionService().convert(3, String.class)));
		mongo.getCollection("named").insertOne(new org.bson.Document("_id", factory.getMongoDatabase().getName()));
	}

	@RollbackExecution
	public void rollback() {
	}

}
