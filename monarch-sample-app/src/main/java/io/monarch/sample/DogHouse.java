package io.monarch.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * The house of a dog.
 *
 * @param id its id
 * @param dogId the id of the dog that lives in it
 * @param ownerId the id of the owner who pays for it
 * @param color its colour
 * @param paid what was paid for it
 */
@Document("dog_houses")
record DogHouse(@Id String id, String dogId, String ownerId, String color, @Nullable Integer paid) {

}
