package io.monarch.sample;

import org.springframework.data.mongodb.repository.MongoRepository;

interface OwnerRepository extends MongoRepository<Owner, String> {

}
