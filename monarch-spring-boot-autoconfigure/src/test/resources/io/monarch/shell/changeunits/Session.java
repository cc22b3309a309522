package com.example.dogs.changes;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoDatabase;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;
import org.bson.Document;

@ChangeUnit(id = "session", order = "15")
public class Session {

	@Execution
	public void execution(ClientSession session, MongoDatabase database) {
		database.getCollection("dogs").insertOne(session, new Document());
	}

	@RollbackExecution
	public void rollback(ClientSession session, MongoDatabase database) {
		database.getCollection("dogs").drop(session);
	}

}
