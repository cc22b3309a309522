package io.monarch.mongock.tests;

import org.springframework.data.mongodb.repository.MongoRepository;

/**
 * A repository of the application.
 */
public interface PersonRepository extends MongoRepository<Person, String> {

}
