package com.example.dogs.changes;

import com.example.dogs.DogRepository;
import io.mongock.api.annotations.BeforeExecution;
import io.mongock.api.annotations.ChangeUnit;
import io.mongock.api.annotations.Execution;
import io.mongock.api.annotations.RollbackBeforeExecution;
import io.mongock.api.annotations.RollbackExecution;

import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "with-before", order = "20210301120000", author = "joe")
public class WithBefore {

    private final MongoOperations operations;

    public WithBefore(MongoOperations operations) {
        this.operations = operations;
    }

    @BeforeExecution
    public void before(MongoTemplate template) {
        if (template.collectionExists("dogs")) {
            return;
        }
        template.createCollection("dogs");
    }

    @RollbackBeforeExecution
    public void undoBefore(MongoTemplate template) {
        template.dropCollection("dogs");
    }

    @Execution
    public void execution(DogRepository dogs) {
        dogs.save(new Dog("1", "Rex"));
        operations.save(new Dog("2", "Rex"));
    }

    @RollbackExecution
    public void rollbackExecution() {
        operations.findAllAndRemove(new org.springframework.data.mongodb.core.query.Query(), Dog.class);
    }

}
