package com.example.dogs.changes;

import com.github.mongobee.changeset.ChangeLog;
import com.github.mongobee.changeset.ChangeSet;
import com.mongodb.client.MongoDatabase;

@ChangeLog(order = "1")
public class Mongobee {

	@ChangeSet(order = "1", id = "one", author = "a")
	public void one(MongoDatabase db) {
		db.createCollection("a");
	}

	@ChangeSet(order = "2", id = "one", author = "b")
	public void two(MongoDatabase db) {
		db.createCollection("b");
	}

}
