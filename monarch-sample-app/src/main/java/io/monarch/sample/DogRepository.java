package io.monarch.sample;

import org.springframework.data.mongodb.repository.MongoRepository;

interface DogRepository extends MongoRepository<Dog, String> {

}
