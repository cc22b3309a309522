package com.example.dogs.changes;

import com.example.dogs.DogRepository;
import com.mongodb.client.MongoDatabase;
import io.mongock.api.annotations.*;
import org.bson.Document;

import org.springframework.data.mongodb.core.MongoTemplate;

@ChangeUnit(id = "dogs by owner: index", order = "2", runAlways = true, failFast = false, transactional = true)
public class MethodInjection {

  @Execution
  public void execute(MongoTemplate mongoTemplate, MongoDatabase database, DogRepository repository) throws java.io.IOException {
    database.getCollection("dogs").createIndex(new Document("owner", 1));
    mongoTemplate.save(new Dog("1", "Rex"));
    repository.findAll().forEach(dog -> mongoTemplate.save(dog));
  }

  @RollbackExecution
  public void rollback() {
  }

}
