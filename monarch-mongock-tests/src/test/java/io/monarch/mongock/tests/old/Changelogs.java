package io.monarch.mongock.tests.old;

import com.mongodb.client.MongoDatabase;
import io.monarch.mongock.tests.Steps;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Change logs with the annotations of Mongobee and of Mongock 4.
 */
public final class Changelogs {

	private Changelogs() {
	}

	/**
	 * One of Mongobee.
	 */
	@com.github.mongobee.changeset.ChangeLog(order = "002")
	public static class Mongobee {

		@com.github.mongobee.changeset.ChangeSet(id = "bee-2", author = "bea", order = "2")
		public void second(MongoTemplate mongo) {
			Steps.done(mongo.getDb(), "bee-2");
		}

		@com.github.mongobee.changeset.ChangeSet(id = "bee-1", author = "bea", order = "1")
		public void first(MongoDatabase database) {
			Steps.done(database, "bee-1");
		}

	}

	/**
	 * One of Mongock 4.
	 */
	@io.changock.migration.api.annotations.ChangeLog(order = "001")
	public static class Mongock4 {

		@io.changock.migration.api.annotations.ChangeSet(id = "four", author = "fay", order = "1")
		public void change(MongoTemplate mongo) {
			Steps.done(mongo.getDb(), "four");
		}

	}

}
