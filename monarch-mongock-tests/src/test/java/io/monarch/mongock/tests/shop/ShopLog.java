package io.monarch.mongock.tests.shop;

import com.github.cloudyrock.mongock.ChangeLog;
import com.github.cloudyrock.mongock.ChangeSet;
import io.monarch.mongock.tests.Steps;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * A change log.
 */
@SuppressWarnings("deprecation") // annotations of older versions are tested
@ChangeLog(order = "003")
public class ShopLog {

	@ChangeSet(id = "z-first", author = "bob", order = "1")
	public void first(MongoTemplate mongo) {
		Steps.done(mongo.getDb(), "z-first");
	}

	@ChangeSet(id = "a-second", author = "bob", order = "2")
	public void second(MongoTemplate mongo) {
		Steps.done(mongo.getDb(), "a-second");
	}

}
