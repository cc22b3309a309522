package io.monarch.mongock.tests.jhipster;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.context.annotation.Profile;
import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Saves a user without a login, which the listener refuses.
 */
@Profile("invalid")
@ChangeUnit(id = "invalid-user", order = "002")
public class InvalidUserMigration {

	private final MongoTemplate template;

	public InvalidUserMigration(MongoTemplate template) {
		this.template = template;
	}

	@Execution
	public void changeSet() {
		this.template.save(new User("user-3", ""));
	}

	@RollbackExecution
	public void rollback() {
	}

}
