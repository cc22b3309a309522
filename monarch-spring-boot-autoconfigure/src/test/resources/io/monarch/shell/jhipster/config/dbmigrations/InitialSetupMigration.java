package com.example.dogs.config.dbmigrations;

import com.example.dogs.domain.Authority;
import com.example.dogs.domain.User;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoTemplate;

/**
 * Creates the first users.
 */
@ChangeUnit(id = "users-initialization", order = "001")
public class InitialSetupMigration {

    private final MongoTemplate template;

    public InitialSetupMigration(MongoTemplate template) {
        this.template = template;
    }

    @Execution
    public void changeSet() {
        Authority userAuthority = createAuthority("ROLE_USER");
        userAuthority = template.save(userAuthority);
        Authority adminAuthority = createAuthority("ROLE_ADMIN");
        adminAuthority = template.save(adminAuthority);
        addUsers(userAuthority, adminAuthority);
    }

    @RollbackExecution
    public void rollback() {}

    private Authority createAuthority(String name) {
        Authority authority = new Authority();
        authority.name = name;
        return authority;
    }

    private void addUsers(Authority userAuthority, Authority adminAuthority) {
        User user = createUser("user-2", "user", userAuthority);
        template.save(user);
        User admin = createUser("user-1", "admin", userAuthority);
        admin.authorities.add(adminAuthority);
        template.save(admin);
    }

    private User createUser(String id, String login, Authority authority) {
        User user = new User();
        user.id = id;
        user.login = login;
        user.password = "x".repeat(60);
        user.authorities.add(authority);
        return user;
    }
}
