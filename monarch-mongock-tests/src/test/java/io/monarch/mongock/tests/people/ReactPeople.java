package io.monarch.mongock.tests.people;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.changock.migration.api.annotations.NonLockGuarded;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;
import org.bson.Document;
import reactor.core.publisher.Mono;

/**
 * One that is given the database of the reactive driver.
 */
@ChangeUnit(id = "react-people", order = "3")
public class ReactPeople {

	@Execution
	public void execution(@NonLockGuarded MongoDatabase database) {
		Mono.from(database.getCollection("reactive").insertOne(new Document("_id", 1))).block();
	}

	@RollbackExecution
	public void rollback() {
	}

}
