package io.monarch.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * A dog.
 *
 * @param id its id
 * @param name what it is called
 * @param breed its breed
 * @param type what kind of dog it is
 * @param ownerId the id of its owner
 */
@Document("dogs")
record Dog(@Id String id, String name, @Nullable String breed, String type, @Nullable String ownerId) {

}
