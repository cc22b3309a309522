package com.example.dogs.changes;

import com.example.dogs.DogRepository;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.query.Query;

/**
 * Creates the first dogs.
 */
@ChangeUnit(id = "init-dogs", order = "001", author = "jane")
public class ConstructorInjection {

    private static final Logger logger = LoggerFactory.getLogger(ConstructorInjection.class);

    private final MongoTemplate template;

    private final DogRepository dogs;

    public ConstructorInjection(MongoTemplate template, DogRepository dogs) {
        this.template = template;
        this.dogs = dogs;
    }

    @Execution
    public void changeSet() {
        logger.info("Creating dogs"); // as many as there are
        dogs.save(new Dog("1", "Rex"));
        this.template.save(new Dog("2", "Bello"));
    }

    @RollbackExecution
    public void rollback() {
        template.remove(new Query(), Dog.class);
    }

}
