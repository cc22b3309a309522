package io.monarch.mongock.tests.jhipster;

import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Creates the initial database setup.
 */
@ChangeUnit(id = "users-initialization", order = "001")
public class InitialSetupMigration {

	private final MongoTemplate template;

	public InitialSetupMigration(MongoTemplate template) {
		this.template = template;
	}

	@Execution
	public void changeSet() {
		Authority user = this.template.save(new Authority("ROLE_USER"));
		Authority admin = this.template.save(new Authority("ROLE_ADMIN"));
		User first = new User("user-1", "admin");
		first.getAuthorities().add(user);
		first.getAuthorities().add(admin);
		this.template.save(first);
		User second = new User("user-2", "user");
		second.getAuthorities().add(user);
		this.template.save(second);
	}

	@RollbackExecution
	public void rollback() {
	}

}
