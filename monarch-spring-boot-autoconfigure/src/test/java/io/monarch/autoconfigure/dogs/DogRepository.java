package io.monarch.autoconfigure.dogs;

import org.springframework.data.mongodb.repository.MongoRepository;

/**
 * A repository in a package of its own, so that an application that enables it need not
 * read all tests to find it.
 */
public interface DogRepository extends MongoRepository<Dog, String> {

}
