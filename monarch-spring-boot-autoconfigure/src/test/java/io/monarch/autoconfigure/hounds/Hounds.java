package io.monarch.autoconfigure.hounds;

import org.springframework.data.mongodb.repository.MongoRepository;

/**
 * A repository whose entity has an index.
 */
public interface Hounds extends MongoRepository<Hound, String> {

}
