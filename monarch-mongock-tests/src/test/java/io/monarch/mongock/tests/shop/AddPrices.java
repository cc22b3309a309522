package io.monarch.mongock.tests.shop;

import com.mongodb.client.MongoDatabase;
import io.monarch.mongock.tests.Steps;
import io.mongock.api.annotations.BeforeExecution;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackBeforeExecution;
import io.mongock.api.annotations.RollbackExecution;
import org.bson.Document;

/**
 * One with a method that runs before it, which fails where a document says so.
 */
@ChangeUnit(id = "add-prices", order = "002")
public class AddPrices {

	private final MongoDatabase database;

	public AddPrices(MongoDatabase database) {
		this.database = database;
	}

	@BeforeExecution
	public void before() {
		Steps.done(this.database, "before add-prices");
	}

	@RollbackBeforeExecution
	public void rollbackBefore() {
		Steps.done(this.database, "rollback before add-prices");
	}

	@Execution
	public void add() {
		if (this.database.getCollection("failing").findOneAndDelete(new Document("_id", "add-prices")) != null) {
			throw new IllegalStateException("The prices are not known");
		}
		Steps.done(this.database, "add-prices");
	}

	@RollbackExecution
	public void rollback() {
		Steps.done(this.database, "rollback add-prices");
	}

}
