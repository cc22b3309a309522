package io.monarch.sample;

import org.springframework.data.mongodb.repository.MongoRepository;

interface DogHouseRepository extends MongoRepository<DogHouse, String> {

}
