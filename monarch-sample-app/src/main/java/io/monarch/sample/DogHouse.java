package io.monarch.sample;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The house of a dog.
 *
 * @param id its id
 * @param dogId the id of the dog that lives in it
 * @param color its colour
 */
@Document("dog_houses")
record DogHouse(@Id String id, String dogId, String color) {

}
